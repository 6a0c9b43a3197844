// What a page names: <script type="module" src=".../widget.js"></script> defines <frontdesk-chat> and serves the calls
// of `frontdesk(...)`. Served under two addresses, so it names its parts by absolute path.

import { FrontdeskChat } from '/widget/element.js';
import { serve } from '/widget/queue.js';

if (!customElements.get('frontdesk-chat')) {
  customElements.define('frontdesk-chat', FrontdeskChat);
  serve(import.meta.url);
}
