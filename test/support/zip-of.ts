export { zipOf } from '../../server/national/zip';
