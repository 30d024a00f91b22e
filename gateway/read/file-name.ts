const maxBytes = 150;
/** Names that Windows takes for devices, also with superscript digits. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;
/** Controls, zero-width and bidirectional marks, line separators, tags, noncharacters. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufff9-\ufffb]/gu;

function cut(text: string, bytes: number): string {
  let length = 0;
  let end = 0;
  for (const char of text) {
    length += Buffer.byteLength(char);
    if (length > bytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** A file name for showing: NFC, no path, no unseen characters, at most 150 UTF-8 octets with its extension kept. Null when nothing is left. */
export function cleanFileName(given: string): string | null {
  const last =
    given
      .slice(0, 65_536)
      .split(/[/\\]/)
      .findLast((piece) => piece.trim() !== '') ?? '';
  let name = last
    .normalize('NFC')
    .replace(unseen, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '');
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  name = name.slice(0, end);
  if (name === '') return null;
  if (devices.test(name)) name = `_${name}`;
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return cut(name.slice(0, name.length - extension.length), maxBytes - Buffer.byteLength(extension)).trimEnd() + extension;
}
