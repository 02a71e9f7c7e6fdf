import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { makePreviewLink } from './api';
import { useNotices } from '../notices';
import type { Condition, Rule, Test } from '../rule/types';
import { Text } from './controls';

const COOKIE = /^detour_preview_[0-9a-f]{8}$/;

interface Props {
	rule: Rule;
	onChange: ( conditions: Condition[] ) => void;
}

/**
 * Makes a rule act only for who comes by a link, and gives that link.
 *
 * @param props
 * @param props.rule
 * @param props.onChange
 */
export function PreviewLink( { rule, onChange }: Props ) {
	const notices = useNotices();
	const [ link, setLink ] = useState( '' );
	const [ busy, setBusy ] = useState( false );
	const conditions = rule.when ?? [];
	const token = tokenOf( conditions );

	async function make() {
		setBusy( true );
		try {
			const made = await makePreviewLink( {
				// A pattern has no URL of its own: the link then leads to the front page.
				path: rule.source.kind === 'exact' ? rule.source.value : '/',
				token,
			} );
			setLink( made.link );
			if ( ! token ) {
				onChange( [ ...conditions, made.condition ] );
			}
		} catch ( error ) {
			notices.failed( error );
		}
		setBusy( false );
	}

	if ( link && token ) {
		return (
			<div className="detour-row">
				<Text
					code
					label={ __( 'Preview link, for a week', 'detour' ) }
					help={ __(
						'Save the redirect before you send it.',
						'detour'
					) }
					value={ link }
					onChange={ () => {} }
				/>
			</div>
		);
	}
	return (
		<Button
			size="compact"
			variant="tertiary"
			disabled={ busy }
			onClick={ make }
		>
			{ token
				? __( 'Make another preview link', 'detour' )
				: __( 'Only for who has a preview link', 'detour' ) }
		</Button>
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
