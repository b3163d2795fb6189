import { doMainJob } from '../support/main-job';

describe('the main job with scripts', () => doMainJob({ script: true }));
