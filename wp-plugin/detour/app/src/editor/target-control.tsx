import { useEffect, useId, useState } from '@wordpress/element';

import { type FoundPage, searchPages } from './api';
import { site } from '../site';
import { Text } from './controls';
import { asTarget, searchedWords } from './target-words';

/** Wait for so many milliseconds before asking, as the text changes with each letter. */
const PAUSE = 250;

interface Props {
	label: string;
	/** Name of the field in the rule's JSON. */
	field?: string;
	value: string;
	help?: string;
	required?: boolean;
	onChange: ( to: string ) => void;
}

/**
 * A target, with posts, pages and terms of the site to choose from while it is typed.
 *
 * @param props
 * @param props.label
 * @param props.field
 * @param props.value
 * @param props.help
 * @param props.required
 * @param props.onChange
 */
export function TargetControl( {
	label,
	field,
	value,
	help,
	required,
	onChange,
}: Props ) {
	const id = useId();
	const pages = usePages( searchedWords( value ) );
	return (
		<>
			<Text
				code
				label={ label }
				field={ field }
				help={ help }
				required={ required }
				placeholder="/new-page"
				list={ id }
				value={ value }
				onChange={ ( text ) => onChange( text.trim() ) }
			/>
			<datalist id={ id }>
				{ pages.map( ( { title, url } ) => (
					<option
						key={ url }
						value={ asTarget( url, site.home ) }
						label={ title }
					/>
				) ) }
			</datalist>
		</>
	);
}

/**
 * Pages that have these words. Without them a target can be typed as well, so a failure shows none.
 *
 * @param words Empty to ask for none.
 */
function usePages( words: string ): FoundPage[] {
	const [ pages, setPages ] = useState< FoundPage[] >( [] );
	useEffect( () => {
		if ( words === '' ) {
			setPages( [] );
			return;
		}
		const controller = new AbortController();
		const timer = setTimeout(
			() =>
				searchPages( words, controller.signal ).then(
					setPages,
					() => {}
				),
			PAUSE
		);
		return () => {
			clearTimeout( timer );
			controller.abort();
		};
	}, [ words ] );
	return pages;
}
