export { decodePicture, decodeWhole, prepareSharp, type DecodedPicture } from './decode.js';
