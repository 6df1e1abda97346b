/** Names of things that have little to do with each other: what a library is measured against where a model is not. */
export const everydayThings = {
  en: (
    'elephant,bicycle,piano,pizza,umbrella,airplane,lighthouse,toothbrush,penguin,computer,bride,tractor,strawberry,' +
    'microscope,bathtub,snake,newspaper,helicopter,cactus,hammer,volcano,baby,chess,owl,candle,swimming pool,traffic light,' +
    'spider,hamburger,soldier,envelope,windmill'
  ).split(','),
  zh: (
    '大象,自行车,钢琴,披萨,雨伞,飞机,灯塔,牙刷,企鹅,电脑,新娘,拖拉机,草莓,' +
    '显微镜,浴缸,蛇,报纸,直升机,仙人掌,锤子,火山,婴儿,国际象棋,猫头鹰,蜡烛,游泳池,红绿灯,' +
    '蜘蛛,汉堡,士兵,信封,风车'
  ).split(','),
} as const satisfies Record<string, readonly string[]>;
