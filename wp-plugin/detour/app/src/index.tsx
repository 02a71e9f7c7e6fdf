import { createRoot } from '@wordpress/element';

import { App } from './app';
import './session';
import './style.scss';

const root = document.getElementById( 'detour-app' );
if ( root ) {
	createRoot( root ).render( <App /> );
}
