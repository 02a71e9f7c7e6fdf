import { __ } from '@wordpress/i18n';

import type { Test } from '../rule/types';
import { Choice } from './controls';
import { kindOf, pattern, type UserAgents } from './user-agent-lists';

const KINDS: { value: UserAgents | ''; label: string }[] = [
	{ value: '', label: __( 'as typed', 'detour' ) },
	{ value: 'mobile', label: __( 'Phones and tablets', 'detour' ) },
	{ value: 'bots', label: __( 'Bots of all kinds', 'detour' ) },
	{ value: 'search', label: __( 'Search engines', 'detour' ) },
	{ value: 'ai', label: __( 'AI crawlers', 'detour' ) },
	{ value: 'feeds', label: __( 'Feed readers', 'detour' ) },
];

interface Props {
	/** What is compared with now. */
	value: string;
	onChange: ( test: Test ) => void;
}

/**
 * Fills a test of the user agent with a list for those of a kind; what it fills in can be changed.
 *
 * @param props
 * @param props.value
 * @param props.onChange
 */
export default function UserAgentChoice( { value, onChange }: Props ) {
	return (
		<Choice
			label={ __( 'Programs', 'detour' ) }
			value={ kindOf( value ) ?? '' }
			options={ KINDS }
			onChange={ ( kind ) =>
				onChange( { matches: kind ? pattern( kind ) : value } )
			}
		/>
	);
}
