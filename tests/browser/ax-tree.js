// Chromium's accessibility tree as words, much as the usual screen readers say it.

/**
 * @typedef {object} AxNode of `Accessibility.getFullAXTree`
 * @property {string} nodeId
 * @property {string} [parentId]
 * @property {string[]} [childIds]
 * @property {boolean} [ignored]
 * @property {number} [backendDOMNodeId]
 * @property {{ value?: string }} [role]
 * @property {{ value?: string }} [name]
 * @property {{ value?: string }} [description]
 * @property {{ value?: string }} [value]
 * @property {{ name: string, value: { value?: any, relatedNodes?: { backendDOMNodeId: number }[] } }[]} [properties]
 */

/** Roles that are said; `''`: only what is inside. @type {Record<string, string>} */
const SAID = {
  textbox: 'edit',
  button: 'button',
  link: 'link',
  heading: 'heading',
  combobox: 'combo box',
  menuitem: 'menu item',
  menuitemradio: 'radio menu item',
  menuitemcheckbox: 'check menu item',
  option: 'option',
  DisclosureTriangle: 'disclosure',
  DisclosureTriangleGrouped: 'disclosure',
};
/** What begins and ends with a word. */
const AROUND = ['region', 'log', 'list', 'form', 'article', 'group', 'menu', 'listbox', 'dialog', 'note', 'status', 'alert'];
const GRAPHICS = ['image', 'img', 'graphics-symbol', 'SvgRoot', 'figure'];

/** @param {AxNode} node @param {string} name */
const property = (node, name) => node.properties?.find((each) => each.name === name)?.value.value;

/** @param {AxNode} node the page itself has it, too */
export const hasFocus = (node) => node.role?.value !== 'RootWebArea' && !node.ignored && property(node, 'focused') === true;

/** @param {AxNode} node @param {AxNode[]} nodes @returns {string[]} what it stands in, from the outside, where that has a name */
export function surroundings(node, nodes) {
  const byId = new Map(nodes.map((each) => [each.nodeId, each]));
  const around = [];
  for (let at = /** @type {AxNode | undefined} */ (node); at; at = byId.get(at.parentId ?? '')) {
    const { role, name, ignored } = at;
    if (!ignored && AROUND.includes(role?.value ?? '') && name?.value) around.unshift(`${role?.value} ${tidy(name.value)}`);
  }
  return around;
}

/** @param {AxNode} node @returns {string[]} */
function statesOf(node) {
  const states = [];
  const expanded = property(node, 'expanded');
  const checked = property(node, 'checked');
  const pressed = property(node, 'pressed');
  if (property(node, 'level') && node.role?.value === 'heading') states.push(`level ${property(node, 'level')}`);
  if (expanded !== undefined) states.push(expanded ? 'expanded' : 'collapsed');
  if (property(node, 'hasPopup') === 'menu') states.push('has a menu');
  if (checked !== undefined) states.push(checked === 'true' ? 'checked' : 'not checked');
  if (pressed !== undefined) states.push(pressed === 'true' ? 'pressed' : 'not pressed');
  if (property(node, 'required')) states.push('required');
  if (property(node, 'readonly')) states.push('read only');
  if (property(node, 'disabled')) states.push('unavailable');
  if (property(node, 'busy')) states.push('busy');
  if (![undefined, false, 'false'].includes(property(node, 'invalid'))) states.push('invalid');
  return states;
}

/**
 * @param {AxNode} node
 * @param {string} type of an input
 * @param {AxNode[]} [nodes]
 * @returns {string} what is said of one element
 */
export function soundOf(node, type, nodes = []) {
  const role = node.role?.value ?? '';
  const spoken = type === 'password' ? 'protected edit' : (SAID[role] ?? role);
  const { value = '' } = node.value ?? {};
  const active = node.properties?.find(({ name }) => name === 'activedescendant')?.value.relatedNodes?.[0];
  const chosen = active && nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === active.backendDOMNodeId);
  const parts = [
    `${spoken} ${tidy(node.name?.value) || '(no name)'}`,
    ...statesOf(node),
    value && (type === 'password' ? 'filled' : `contains ${value}`),
    tidy(node.description?.value),
    chosen && `chosen: ${tidy(chosen.name?.value)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** @param {string} [text] */
const tidy = (text = '') => text.replace(/\s+/g, ' ').trim();

/**
 * @param {AxNode[]} nodes
 * @param {AxNode} from
 * @returns {string[]} it and everything in it, one stop of reading a line
 */
export function readingOf(nodes, from) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  /** @type {string[]} */
  const lines = [];
  let text = '';
  const flush = () => {
    if (tidy(text)) lines.push(tidy(text));
    text = '';
  };
  /** @param {AxNode} node */
  const inside = (node) => {
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child) read(child);
    }
  };
  /** @param {AxNode} node */
  function read(node) {
    const role = node.role?.value ?? '';
    if (node.ignored) return inside(node);
    if (role === 'StaticText') text += node.name?.value ?? '';
    else if (role === 'InlineTextBox' || role === 'ListMarker') return;
    else if (GRAPHICS.includes(role)) text += ` graphic ${tidy(node.name?.value)} `;
    else if (role in SAID) {
      flush();
      lines.push(soundOf(node, ''));
      if (role === 'textbox' || role === 'combobox') return;
      flush();
    } else if (AROUND.includes(role)) around(node, role);
    else if (['strong', 'emphasis', 'code', 'time', 'Abbr', 'superscript'].includes(role)) inside(node);
    else {
      flush();
      inside(node);
      flush();
    }
  }
  /** @param {AxNode} node @param {string} role */
  function around(node, role) {
    flush();
    if ((role === 'form' || role === 'group') && !node.name?.value) return void (inside(node), flush());
    const items = (node.childIds ?? []).filter((id) => byId.get(id)?.role?.value === 'listitem').length;
    const name = tidy(node.name?.value);
    const before = lines.length;
    lines.push([role, name, role === 'list' && `with ${items} items`].filter(Boolean).join(' '));
    inside(node);
    flush();
    if (lines.length === before + 1) lines.pop();
    else if (role !== 'status' && role !== 'alert') lines.push(`end of ${role}`);
  }
  read(from);
  flush();
  return lines;
}
