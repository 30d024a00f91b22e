/**
 * Legal syllables of written Vietnamese: onset, rime, one tone on the right letter. What is legal tells Vietnamese from
 * a wrong decoding or another language; a dictionary isn't needed for that.
 */

const plainRimes =
  'a ai ao au ay am an ang anh ac ach ap at ăm ăn ăng ăc ăp ăt âm ân âng âc âp ât âu ây ' +
  'e em en eng ec ep et eo ê êm ên ênh êch êp êt êu i im in inh ich ip it iu ia iêm iên iêng iêc iêp iêt iêu ' +
  'o oi om on ong oc op ot oa oai oao oay oam oan oang oanh oac oach oap oat oăm oăn oăng oăc oăt oe oen oeo oet oong ooc ' +
  'ô ôi ôm ôn ông ôc ôp ôt ơ ơi ơm ơn ơp ơt u ui um un ung uc up ut ua uôi uôm uôn uông uôc uôt ' +
  'uân uâng uât uây uê uêch uênh uên uêt uêu uơ uy uya uyên uyêt uych uynh uyt uyu uyn uyp ' +
  'ư ưi ưng ưc ưt ưu ưm ưa ươi ươm ươn ương ươc ươp ươt ươu y yêm yên yêng yêt yêu';
/** After `qu`, whose u is the glide. */
const quRimes =
  'a ai ao au ay an ang anh ac ach at ap am ăm ăn ăng ăc ăt ăp ân âng ât ây âu e en eo et em ê ên ênh êch êt êu i in inh ich it iêt iên ' +
  'y yên yêt ynh ych yt yp yu ơ ơn ơt ôc ôi ôn';
const onsets = new Set('b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x'.split(' '));

const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];

/** Letters of a rime that may carry the tone: the marked one, else by the two spellings in use. */
function carriers(rime: string): readonly number[] {
  const marked = Array.from(rime).findLastIndex((letter) => 'ăâêôơư'.includes(letter));
  if (marked >= 0) return [marked];
  const vowels = /^[aeiouy]+/.exec(rime)?.[0].length ?? 1;
  if (vowels === 1) return [0];
  if (vowels === 3) return [1];
  if (vowels < rime.length) return [1];
  return ['oa', 'oe', 'uy', 'oo'].includes(rime) ? [0, 1] : [0];
}

/** Every toned spelling of the listed rimes, with the rime's first letter without its tone. */
function spellings(list: string): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const rime of list.split(' ')) {
    const stopped = /(?:c|ch|p|t)$/.test(rime);
    for (const tone of stopped ? ['\u0301', '\u0323'] : tones) {
      for (const at of carriers(rime)) all.set((rime.slice(0, at + 1) + tone + rime.slice(at + 1)).normalize('NFC'), rime[0] ?? '');
    }
  }
  return all;
}

const rimes = spellings(plainRimes);
const rimesAfterQu = spellings(quRimes);
const front = new Set(['i', 'e', 'ê', 'y']);

function fits(onset: string, rime: string): boolean {
  const first = rimes.get(rime);
  if (first === undefined) return false;
  switch (onset) {
    case 'k':
      return front.has(first);
    case 'gh':
    case 'ngh':
      return first === 'i' || first === 'e' || first === 'ê';
    case 'c':
      return !front.has(first);
    case 'g':
      return first !== 'e' && first !== 'ê' && first !== 'y';
    case 'ng':
      return first !== 'i' && first !== 'e' && first !== 'ê' && first !== 'y';
    default:
      return true;
  }
}

/**
 * Whether the word is one legal syllable (any case, NFC or not). Loan words and names of other peoples are not; a word
 * without its marks (`cac`) isn't either when the marks are compulsory.
 */
export function isVietnameseSyllable(word: string): boolean {
  if (word.length === 0 || word.length > 16) return false;
  const lower = word.toLowerCase().normalize('NFC');
  if (rimes.has(lower)) return true;
  for (let length = 1; length <= 3 && length < lower.length; length++) {
    const onset = lower.slice(0, length);
    if (!onsets.has(onset)) continue;
    const rime = lower.slice(length);
    if (onset === 'qu' ? rimesAfterQu.has(rime) : fits(onset, rime)) return true;
  }
  return false;
}
