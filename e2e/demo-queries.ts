/** A query with the sample photos that answer it rightly. Written before the model was asked, and left as written. */
export interface DemoQuery {
  readonly query: string;
  /** File names of which at least one must be among the first three. */
  readonly right: readonly string[];
}

const dogs = ['golden-retriever-panting.jpg', 'german-shepherd-in-field.jpg', 'dachshund-on-a-path.jpg'];
const cats = [
  'tabby-cat-lying-on-porch.jpg',
  'ginger-kitten-in-garden.jpg',
  'grey-russian-blue-cat.jpg',
  'black-and-white-kitten-with-yarn.jpg',
];
const drinks = ['cup-of-espresso-on-table.jpg', 'red-cocktail-on-beach.jpg'];
const snowyMountains = ['snowy-mountains-above-lake.jpg', 'brown-horse-and-snowy-mountains.jpg'];
const music = [
  'drum-kit-and-electric-guitar.jpg',
  'drummers-at-night-festival.jpg',
  'mariachi-band-playing-guitars.jpg',
  'symphony-orchestra-on-stage.jpg',
];
const beaches = ['sandy-beach-and-blue-sea.jpg', 'red-cocktail-on-beach.jpg', 'red-crab-on-sand.jpg'];
const birds = [
  'kingfisher-on-branch.jpg',
  'osprey-perched-in-tree.jpg',
  'rainbow-lorikeet-parrot.jpg',
  'brown-hens-on-lawn.jpg',
  'white-duck-standing.jpg',
  'swans-with-cygnets-on-water.jpg',
];
const sunsets = ['sunset-over-hills.jpg', 'city-roofs-at-sunset.jpg'];
const farm = [
  'black-and-white-cow-in-meadow.jpg',
  'white-sheep-on-hillside.jpg',
  'brown-hens-on-lawn.jpg',
  'white-duck-standing.jpg',
  'herd-of-horses-on-grassland.jpg',
  'brown-horse-and-snowy-mountains.jpg',
];
const photographers = ['photographer-with-camera-on-tripod.jpg', 'woman-photographing-old-building.jpg'];

/** English queries. */
export const englishQueries: readonly DemoQuery[] = [
  { query: 'a dog', right: dogs },
  { query: 'snowy mountains', right: snowyMountains },
  { query: 'something to drink', right: drinks },
  { query: 'a cat', right: cats },
  { query: 'people playing music', right: music },
  { query: 'a day at the beach', right: beaches },
  { query: 'breakfast', right: ['stack-of-pancakes.jpg', 'cup-of-espresso-on-table.jpg'] },
  { query: 'a bird', right: birds },
  { query: 'an animal with stripes', right: ['siberian-tiger-in-snow.jpg', 'tabby-cat-lying-on-porch.jpg'] },
  { query: 'animals with long necks', right: ['two-giraffes-in-savanna.jpg', 'swans-with-cygnets-on-water.jpg'] },
  { query: 'a bridge at night', right: ['suspension-bridge-lit-at-night.jpg'] },
  { query: 'sports car', right: ['white-sports-car-on-road.jpg'] },
  { query: 'astronaut', right: ['astronaut-portrait-orange-suit.jpg'] },
  { query: 'an ancient monument in the desert', right: ['pyramid-in-the-desert.jpg'] },
  { query: 'a castle', right: ['neuschwanstein-castle.jpg'] },
  { query: 'fruit', right: ['sliced-citrus-fruits.jpg'] },
  { query: 'japanese food', right: ['sushi-rolls-and-chopsticks.jpg'] },
  { query: 'yellow flower', right: ['sunflower-close-up.jpg'] },
  { query: 'an insect', right: ['honey-bee-at-orange-flower.jpg'] },
  { query: 'fish', right: ['orange-and-white-goldfish.jpg', 'whale-shark-aquarium-visitors.jpg'] },
  { query: 'someone taking a picture', right: photographers },
  { query: 'sunset', right: sunsets },
  { query: 'a rocket', right: ['rocket-on-launch-pad-at-dusk.jpg'] },
  { query: 'farm animals', right: farm },
  { query: 'books', right: ['stack-of-books-with-flowers.jpg'] },
  { query: 'a place to cook', right: ['old-kitchen-with-stove.jpg'] },
  {
    query: 'where people play ball games',
    right: ['baseball-stadium-with-crowd.jpg', 'football-on-stadium-grass.jpg', 'outdoor-basketball-court.jpg'],
  },
  { query: 'train tracks', right: ['railway-tracks-to-mountains.jpg'] },
  { query: 'boats on the water', right: ['sailing-boats-in-nagasaki-harbour.jpg'] },
  { query: 'the famous tower in Paris', right: ['eiffel-tower-paris.jpg'] },
];

/** Chinese queries. */
export const chineseQueries: readonly DemoQuery[] = [
  { query: '雪山', right: snowyMountains },
  { query: '一只猫', right: cats },
  { query: '喝的东西', right: drinks },
  { query: '狗', right: dogs },
  { query: '海滩', right: beaches },
  { query: '乐队在演奏', right: music },
  { query: '鸟', right: birds },
  { query: '日落', right: sunsets },
  { query: '热气球', right: ['hot-air-balloon-in-sky.jpg'] },
  { query: '一辆白色的汽车', right: ['white-sports-car-on-road.jpg'] },
  { query: '长颈鹿', right: ['two-giraffes-in-savanna.jpg'] },
  { query: '城市的夜景', right: ['city-skyline-at-night-with-moon.jpg', 'suspension-bridge-lit-at-night.jpg'] },
  {
    query: '好吃的食物',
    right: ['sushi-rolls-and-chopsticks.jpg', 'stack-of-pancakes.jpg', 'sliced-citrus-fruits.jpg'],
  },
  {
    query: '花',
    right: ['sunflower-close-up.jpg', 'honey-bee-at-orange-flower.jpg', 'stack-of-books-with-flowers.jpg'],
  },
  { query: '城堡', right: ['neuschwanstein-castle.jpg'] },
  { query: '雪地里的老虎', right: ['siberian-tiger-in-snow.jpg'] },
  { query: '一摞书', right: ['stack-of-books-with-flowers.jpg'] },
  { query: '发射台上的火箭', right: ['rocket-on-launch-pad-at-dusk.jpg'] },
];
