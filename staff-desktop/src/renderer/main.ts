/** The page's start. It knows nothing but `window.desktop`, which the preload supplies. */
import { mount } from 'svelte'
import App from './App.svelte'
import './page/tokens.css'
import './page/base.css'
import './page/controls.css'

mount(App, { target: document.getElementById('app')!, props: { desktop: window.desktop } })
