export { cifar10 } from './cifar10/cifar10.js';
export { csv } from './csv/csv.js';
export {
  addDataset,
  addPublished,
  downloads,
  type FetchSettings,
  type PublishedData,
  type PublishedFile,
} from './download/index.js';
export { idx } from './idx/idx.js';
export { fashionMnist, mnist } from './idx/mnist.js';
export { imageFolder } from './image-folder/image-folder.js';
export { grid } from './mixtures/grid.js';
export { moons } from './mixtures/moons.js';
export { ring } from './mixtures/ring.js';
export { spiral } from './mixtures/spiral.js';
export { shapes } from './shapes/shapes.js';
export { default as twoFolders } from './two-folders/two-folders.js';
