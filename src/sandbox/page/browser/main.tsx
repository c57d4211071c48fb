/** The page in the browser. */
import './style.css';
import './slack/top-bar.css';
import './slack/slack.css';
import './slack/banners.css';
import './slack/messages.css';
import './slack/attachments.css';
import './slack/composer.css';
import './slack/modal.css';
import './slack/narrow.css';
import './blocks/blocks.css';
import './blocks/controls.css';
import './blocks/menus.css';
import { render } from 'preact';
import { App } from './app.tsx';

render(<App />, document.body);
