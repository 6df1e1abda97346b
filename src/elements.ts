export { OnsightCaption, OnsightGrid, OnsightSearch, OnsightSpotlight } from './elements/define-elements.ts';
export type { ElementTexts } from './elements/texts.ts';
