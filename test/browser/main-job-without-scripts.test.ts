import { doMainJob } from '../support/main-job';

describe('the main job without scripts', () => doMainJob({ script: false }));
