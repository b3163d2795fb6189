export { bundleRoutes } from '../bundle/bundle-routes';
