import { startCurves } from './curves.js';
import { startPictures } from './pictures.js';
import { startTables, startPanels } from './tables.js';
import { startTheme, startPrinting } from './theme.js';

startTheme();
startCurves();
startPrinting();
startTables();
startPanels();
startPictures();
