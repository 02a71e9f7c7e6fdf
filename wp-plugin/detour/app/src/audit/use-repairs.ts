import { __, _n, sprintf } from '@wordpress/i18n';

import { restoreRules } from '../rules/api';
import { useNotices } from '../notices';
import { useChanges } from '../rules/changes';
import {
	ignoreFindings,
	type KeptFinding,
	readRule,
	type Repaired,
	repairFindings,
	runAudit,
	unignoreFindings,
} from './api';
import type { Rule } from '../rule/types';

const idsOf = ( findings: KeptFinding[] ) => findings.map( ( { id } ) => id );

/**
 * What is done about findings; each says so, and offers to take it back where that is possible.
 *
 * @param onChanged Called after each change.
 * @param onEdit    Opens the editor.
 */
export function useRepairs(
	onChanged: () => void,
	onEdit: ( rule: Rule ) => void
) {
	const notices = useNotices();
	const { run } = useChanges( onChanged );
	return {
		/** Looks at all rules. */
		audit: () =>
			run( runAudit, __( 'All redirects were looked at.', 'detour' ) ),
		onRepair: ( findings: KeptFinding[] ) => {
			let repaired: Repaired = { repaired: 0, rules: [], history: [] };
			return void run(
				async () => {
					repaired = await repairFindings( idsOf( findings ) );
				},
				sprintf(
					/* translators: %d: number of findings. */
					_n(
						'%d finding repaired.',
						'%d findings repaired.',
						findings.length,
						'detour'
					),
					findings.length
				),
				async () => {
					await restoreRules( repaired.rules, repaired.history );
					// What was repaired is there again.
					await runAudit();
				}
			);
		},
		onEdit: ( { rules }: KeptFinding ) =>
			void readRule( rules[ 0 ].rule ).then( onEdit, notices.failed ),
		onIgnore: ( findings: KeptFinding[], reason: string ) =>
			void run(
				() => ignoreFindings( idsOf( findings ), reason ),
				__( 'Ignored from now on.', 'detour' ),
				() => unignoreFindings( idsOf( findings ) )
			),
		onUnignore: ( findings: KeptFinding[] ) =>
			void run(
				() => unignoreFindings( idsOf( findings ) ),
				__( 'No longer ignored.', 'detour' )
			),
	};
}
