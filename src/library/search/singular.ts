/** Not "dice": "die" alone is a verb. */
const irregular = new Map(
  (
    'men:man women:woman children:child people:person feet:foot teeth:tooth geese:goose mice:mouse lice:louse oxen:ox ' +
    'wolves:wolf leaves:leaf knives:knife wives:wife lives:life loaves:loaf calves:calf halves:half ' +
    'shelves:shelf elves:elf thieves:thief scarves:scarf hooves:hoof sheaves:sheaf wharves:wharf dwarves:dwarf ' +
    'potatoes:potato tomatoes:tomato heroes:hero echoes:echo mangoes:mango volcanoes:volcano tornadoes:tornado ' +
    'mosquitoes:mosquito buffaloes:buffalo torpedoes:torpedo dominoes:domino flamingoes:flamingo avocadoes:avocado ' +
    'cactuses:cactus octopuses:octopus walruses:walrus buses:bus minibuses:minibus viruses:virus irises:iris ' +
    'lenses:lens gases:gas hippopotamuses:hippopotamus platypuses:platypus campuses:campus circuses:circus ' +
    'crocuses:crocus hibiscuses:hibiscus abacuses:abacus discuses:discus atlases:atlas canvases:canvas ' +
    'cacti:cactus fungi:fungus octopi:octopus hippopotami:hippopotamus oases:oasis larvae:larva quizzes:quiz ' +
    'axes:axe headaches:headache moustaches:moustache mustaches:mustache caches:cache avalanches:avalanche ' +
    'quiches:quiche niches:niche shoes:shoe toes:toe canoes:canoe oboes:oboe hoes:hoe horseshoes:horseshoe ' +
    'movies:movie cookies:cookie ties:tie pies:pie zombies:zombie selfies:selfie brownies:brownie smoothies:smoothie ' +
    'hoodies:hoodie collies:collie prairies:prairie rookies:rookie birdies:birdie magpies:magpie genies:genie ' +
    'cooties:cootie lassies:lassie'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]), // every pair has a colon
);

/** Words in -s that are no plurals, or that have no singular of the same meaning. */
const invariable = new Set(
  (
    'christmas bus gas lens iris canvas atlas chess news series species tennis glasses sunglasses goggles jeans ' +
    'trousers pants shorts leggings tights pyjamas pajamas overalls dungarees scissors pliers tweezers tongs clippers ' +
    'binoculars headphones earphones clothes stairs downstairs upstairs headquarters barracks gallows crossroads ' +
    'athletics gymnastics aerobics mathematics physics electronics graphics ceramics politics economics olympics ' +
    'groceries thanks maths cosmos chaos asparagus always perhaps paris texas vegas andes alps himalayas netherlands ' +
    'philippines bahamas wales athens brussels naples venus mars pegasus swiss its his this yes less ' +
    'alias bias pancreas tapas pampas hummus rhinoceros albatross dais trellis pelvis tuberculosis clematis ' +
    'amaryllis penis mantis marquis chassis debris ibis basis oasis crisis'
  ).split(' '),
);

/**
 * The singular of an English noun in lower case; a word that is not a common plural as it is.
 *
 * @example `singularOf('wolves') // 'wolf'`
 */
export function singularOf(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  const compound = /^(.+)(men|women|children|people|teeth|feet|mice|geese|shelves|knives|leaves|wolves)$/.exec(word);
  const [, start = '', end = ''] = compound ?? [];
  // "snowmen", "toothpicks' mice": compounds of the irregular ones; "specimen" and the like are no plurals.
  if (start.length > 2 && !/^(?:speci|regi|aby|acu|do|o|hy)$/.test(start)) return start + (irregular.get(end) ?? end);
  if (word.length < 4 || invariable.has(word) || !/^[\p{L}'-]+s$/u.test(word)) return word;
  if (/(?:ss|us|is|'s)$/.test(word)) return word;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}
