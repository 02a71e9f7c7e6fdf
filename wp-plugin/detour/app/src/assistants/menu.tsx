import {
	Dropdown,
	Button,
	MenuGroup,
	MenuItem,
	NavigableMenu,
	Spinner,
} from '@wordpress/components';
import { lazy, Suspense, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { getQueryArg } from '@wordpress/url';

const DomainMove = lazy(
	() => import( /* webpackChunkName: "domain-move" */ './domain-move' )
);
const Languages = lazy(
	() => import( /* webpackChunkName: "languages" */ './languages' )
);
const Permalinks = lazy(
	() => import( /* webpackChunkName: "permalinks" */ './permalinks' )
);

const ASSISTANTS = {
	'domain-move': __( 'Move to another domain, www. or https', 'detour' ),
	languages: __( 'Visitors by language', 'detour' ),
	permalinks: __( 'Old permalink structure', 'detour' ),
};

type Name = keyof typeof ASSISTANTS;

/**
 * The menu of those who make several redirects at once.
 *
 * @param props
 * @param props.onChanged Called when redirects were saved.
 */
export function Assistants( { onChanged }: { onChanged: () => void } ) {
	const asked = getQueryArg( window.location.href, 'assistant' ) as Name;
	const [ open, setOpen ] = useState< Name | null >(
		asked in ASSISTANTS ? asked : null
	);
	const props = { onChanged, onClose: () => setOpen( null ) };
	return (
		<>
			<Dropdown
				popoverProps={ { placement: 'bottom-end', shift: true } }
				renderToggle={ ( { isOpen, onToggle } ) => (
					<Button
						variant="secondary"
						__next40pxDefaultSize
						aria-haspopup="menu"
						aria-expanded={ isOpen }
						onClick={ onToggle }
					>
						{ __( 'Assistants', 'detour' ) }
					</Button>
				) }
				renderContent={ ( { onClose } ) => (
					<NavigableMenu
						role="menu"
						aria-label={ __( 'Assistants', 'detour' ) }
					>
						<MenuGroup>
							{ ( Object.keys( ASSISTANTS ) as Name[] ).map(
								( name ) => (
									<MenuItem
										key={ name }
										onClick={ () => {
											onClose();
											setOpen( name );
										} }
									>
										{ ASSISTANTS[ name ] }
									</MenuItem>
								)
							) }
						</MenuGroup>
					</NavigableMenu>
				) }
			/>
			<Suspense fallback={ <Spinner /> }>
				{ open === 'domain-move' && <DomainMove { ...props } /> }
				{ open === 'languages' && <Languages { ...props } /> }
				{ open === 'permalinks' && <Permalinks { ...props } /> }
			</Suspense>
		</>
	);
}
