import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { makePreviewLink } from './api';
import { useNotices } from '../notices';
import type { Condition, Rule, Test } from '../rule/types';
import { options } from '../rule/describe';
import { Choice, Text } from './controls';

const COOKIE = /^detour_preview_[0-9a-f]{8}$/;

interface Props {
	rule: Rule;
	onChange: ( conditions: Condition[] ) => void;
}

const HOURS = {
	'24': __( 'a day', 'detour' ),
	'168': __( 'a week', 'detour' ),
	'720': __( '30 days', 'detour' ),
};

/**
 * Makes a rule act only for who comes by a link, gives that link, and ends those that were given.
 *
 * @param props
 * @param props.rule
 * @param props.onChange
 */
export function PreviewLink( { rule, onChange }: Props ) {
	const notices = useNotices();
	const [ link, setLink ] = useState( '' );
	const [ hours, setHours ] = useState( '168' );
	const [ busy, setBusy ] = useState( false );
	const conditions = rule.when ?? [];
	const token = tokenOf( conditions );

	async function make( kept?: string ) {
		setBusy( true );
		try {
			const made = await makePreviewLink( {
				// A pattern has no URL of its own: the link then leads to the front page.
				path: rule.source.kind === 'exact' ? rule.source.value : '/',
				token: kept,
				hours: Number( hours ),
			} );
			setLink( made.link );
			if ( ! kept ) {
				onChange( [
					...conditions.filter( ( one ) => ! tokenOf( [ one ] ) ),
					made.condition,
				] );
			}
		} catch ( error ) {
			notices.failed( error );
		}
		setBusy( false );
	}

	return (
		<>
			{ link && token && (
				<Text
					code
					label={ __( 'Preview link', 'detour' ) }
					help={ __(
						'Save the redirect before you send it.',
						'detour'
					) }
					readOnly
					value={ link }
					onChange={ () => {} }
				/>
			) }
			<div className="detour-row">
				{ token && (
					<Choice
						label={ __( 'The link holds for', 'detour' ) }
						value={ hours }
						options={ options( HOURS ) }
						onChange={ ( chosen ) => {
							setHours( chosen );
							// The one that is shown holds otherwise.
							setLink( '' );
						} }
					/>
				) }
				<Button
					size="compact"
					variant="tertiary"
					disabled={ busy }
					accessibleWhenDisabled
					onClick={ () => make( token ) }
				>
					{ token
						? __( 'Make another preview link', 'detour' )
						: __( 'Only for who has a preview link', 'detour' ) }
				</Button>
				{ token && (
					<Button
						size="compact"
						variant="tertiary"
						isDestructive
						disabled={ busy }
						accessibleWhenDisabled
						onClick={ () => make() }
					>
						{ __( 'End all links and make a new one', 'detour' ) }
					</Button>
				) }
			</div>
		</>
	);
}

function tokenOf( conditions: Condition[] ): string | undefined {
	for ( const { cookie } of conditions as { cookie?: Test }[] ) {
		if ( cookie && COOKIE.test( cookie.name ?? '' ) ) {
			return cookie.is;
		}
	}
	return undefined;
}
