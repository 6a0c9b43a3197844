// <script type="module" src=".../widget.js"></script> defines <frontdesk-chat>. Served under two addresses, so it names
// its parts by absolute path.

import { FrontdeskChat } from '/widget/element.js';

if (!customElements.get('frontdesk-chat')) customElements.define('frontdesk-chat', FrontdeskChat);
