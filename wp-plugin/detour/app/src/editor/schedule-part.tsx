import { getSettings } from '@wordpress/date';
import { __, sprintf } from '@wordpress/i18n';

import { fromClock, toClock } from '../rule/clock';
import type { Schedule } from '../rule/types';
import { Text } from './controls';
import { ProblemsOf } from './problems';

interface Props {
	schedule?: Schedule;
	onChange: ( schedule?: Schedule ) => void;
}

/**
 * From when until when the rule is there.
 *
 * @param props
 * @param props.schedule
 * @param props.onChange
 */
export function SchedulePart( { schedule = {}, onChange }: Props ) {
	const { timezone } = getSettings();
	const set = ( changes: Schedule ) => {
		const { from, until } = { ...schedule, ...changes };
		onChange(
			from || until
				? { ...( from && { from } ), ...( until && { until } ) }
				: undefined
		);
	};
	return (
		<>
			<div className="detour-row">
				<Text
					type="datetime-local"
					label={ __( 'From', 'detour' ) }
					field="schedule.from"
					value={ toClock( schedule.from ) }
					onChange={ ( clock ) =>
						set( { from: fromClock( clock ) } )
					}
				/>
				<Text
					type="datetime-local"
					label={ __( 'Until', 'detour' ) }
					field="schedule.until"
					value={ toClock( schedule.until ) }
					onChange={ ( clock ) =>
						set( { until: fromClock( clock ) } )
					}
				/>
			</div>
			<p className="detour-help">
				{ sprintf(
					/* translators: %s: name or offset of a time zone. */
					__(
						'By the clock of this site (%s). Empty: since ever, for ever.',
						'detour'
					),
					timezone.string || `UTC${ timezone.offsetFormatted }`
				) }
			</p>
			<ProblemsOf of="schedule" />
		</>
	);
}
