<?php
/**
 * Markup of the form for one rule; assets/form.js drives it.
 *
 * `data-field` is the name of the field in the rule's JSON: by it values are read and problems are shown.
 *
 * @package Detour
 */

defined( 'ABSPATH' ) || exit;

use Detour\WordPress\Rules\RuleJson;

$detour_code_names = array(
	301 => __( '301 Moved permanently', 'detour' ),
	302 => __( '302 Found', 'detour' ),
	303 => __( '303 See other', 'detour' ),
	304 => __( '304 Not modified', 'detour' ),
	307 => __( '307 Temporary redirect, keeps the method', 'detour' ),
	308 => __( '308 Permanent redirect, keeps the method', 'detour' ),
);

/**
 * Prints the options of a select element.
 *
 * @param string[] $options Labels by value.
 */
$detour_options = static function ( array $options ): void {
	foreach ( $options as $value => $label ) {
		printf( '<option value="%s">%s</option>', esc_attr( (string) $value ), esc_html( $label ) );
	}
};
?>
<dialog id="detour-form" class="detour-dialog" aria-labelledby="detour-form-title">
	<form novalidate>
		<h2 id="detour-form-title"></h2>
		<div class="notice notice-error inline detour-form-error" tabindex="-1" hidden><p></p></div>

		<div class="detour-field">
			<label for="detour-source"><?php esc_html_e( 'Source', 'detour' ); ?></label>
			<input type="text" id="detour-source" class="code" data-field="source.value" placeholder="/old-page" autocomplete="off" spellcheck="false" aria-describedby="detour-source-hint">
			<p class="description" id="detour-source-hint"></p>
		</div>
		<div class="detour-row">
			<div class="detour-field">
				<label for="detour-kind"><?php esc_html_e( 'Match', 'detour' ); ?></label>
				<select id="detour-kind" data-field="source.kind">
					<?php
					$detour_options(
						array(
							'exact'    => __( 'This path exactly', 'detour' ),
							'prefix'   => __( 'Paths that start with it', 'detour' ),
							'wildcard' => __( 'Wildcard: * stands for anything', 'detour' ),
							'regex'    => __( 'Regular expression', 'detour' ),
						)
					);
					?>
				</select>
			</div>
			<div class="detour-field">
				<label for="detour-action"><?php esc_html_e( 'Answer', 'detour' ); ?></label>
				<select id="detour-action" data-field="then">
					<?php
					$detour_options(
						array(
							'redirect' => __( 'Redirect to a target', 'detour' ),
							'respond'  => __( 'Status code only', 'detour' ),
							'ignore'   => __( 'Leave it to WordPress', 'detour' ),
						)
					);
					?>
				</select>
			</div>
		</div>
		<div class="detour-field" data-for-action="redirect">
			<label for="detour-target"><?php esc_html_e( 'Target', 'detour' ); ?></label>
			<input type="text" id="detour-target" class="code" data-field="then.redirect.to" placeholder="/new-page" autocomplete="off" spellcheck="false">
		</div>
		<div class="detour-field" data-for-action="redirect">
			<label for="detour-redirect-code"><?php esc_html_e( 'Code', 'detour' ); ?></label>
			<select id="detour-redirect-code" data-field="then.redirect.code" data-type="integer">
				<?php $detour_options( array_intersect_key( $detour_code_names, array_flip( RuleJson::REDIRECT_CODES ) ) ); ?>
			</select>
		</div>
		<div class="detour-field" data-for-action="respond" hidden>
			<label for="detour-respond-code"><?php esc_html_e( 'Code', 'detour' ); ?></label>
			<select id="detour-respond-code" data-field="then.respond.code" data-type="integer">
				<?php
				foreach ( RuleJson::RESPOND_CODES as $detour_code ) {
					$detour_options( array( $detour_code => $detour_code . ' ' . get_status_header_desc( $detour_code ) ) );
				}
				?>
			</select>
		</div>

		<details id="detour-more">
			<summary><?php esc_html_e( 'How the source is compared', 'detour' ); ?></summary>
			<div class="detour-row">
				<div class="detour-field">
					<label for="detour-slash"><?php esc_html_e( 'Slash at the end', 'detour' ); ?></label>
					<select id="detour-slash" data-field="source.slash">
						<?php
						$detour_options(
							array(
								'ignore' => __( 'With or without', 'detour' ),
								'exact'  => __( 'As in the source', 'detour' ),
							)
						);
						?>
					</select>
				</div>
				<div class="detour-field">
					<label for="detour-case"><?php esc_html_e( 'Upper and lower case', 'detour' ); ?></label>
					<select id="detour-case" data-field="source.case">
						<?php
						$detour_options(
							array(
								'exact'  => __( 'As in the source', 'detour' ),
								'ignore' => __( 'Either', 'detour' ),
							)
						);
						?>
					</select>
				</div>
			</div>
			<div class="detour-field">
				<label for="detour-query"><?php esc_html_e( 'Query string (after the ?)', 'detour' ); ?></label>
				<select id="detour-query" data-field="source.query">
					<?php
					$detour_options(
						array(
							'pass'      => __( 'More parameters are fine, and carried over to the target', 'detour' ),
							'ignore'    => __( 'More parameters are fine, and dropped', 'detour' ),
							'any-order' => __( 'Exactly the parameters of the source, in any order', 'detour' ),
							'exact'     => __( 'Exactly as in the source', 'detour' ),
						)
					);
					?>
				</select>
			</div>
			<div class="detour-row">
				<div class="detour-field">
					<label for="detour-host"><?php esc_html_e( 'Host', 'detour' ); ?></label>
					<input type="text" id="detour-host" class="code" data-field="source.host" data-empty="any" autocomplete="off" spellcheck="false" aria-describedby="detour-host-hint">
					<p class="description" id="detour-host-hint">
						<?php
						/* translators: 1: the word any, 2: an example of a host name, 3: an example with a wildcard. */
						echo esc_html( sprintf( __( '%1$s, %2$s or %3$s', 'detour' ), 'any', 'example.com', '*.example.com' ) );
						?>
					</p>
				</div>
				<div class="detour-field">
					<label for="detour-scheme"><?php esc_html_e( 'Scheme', 'detour' ); ?></label>
					<select id="detour-scheme" data-field="source.scheme">
						<?php
						$detour_options(
							array(
								'any'   => __( 'Any', 'detour' ),
								'http'  => 'http',
								'https' => 'https',
							)
						);
						?>
					</select>
				</div>
			</div>
		</details>

		<div class="detour-row">
			<div class="detour-field">
				<label for="detour-group"><?php esc_html_e( 'Group', 'detour' ); ?></label>
				<input type="text" id="detour-group" data-field="group" autocomplete="off">
			</div>
			<div class="detour-field">
				<label for="detour-position"><?php esc_html_e( 'Position (lower ones are tried first)', 'detour' ); ?></label>
				<input type="text" inputmode="numeric" id="detour-position" data-field="position" data-type="integer" data-empty="0" autocomplete="off">
			</div>
		</div>
		<div class="detour-field">
			<label for="detour-note"><?php esc_html_e( 'Note', 'detour' ); ?></label>
			<textarea id="detour-note" data-field="note" rows="2"></textarea>
		</div>
		<div class="detour-field detour-check">
			<input type="checkbox" id="detour-enabled" data-field="enabled" data-type="boolean">
			<label for="detour-enabled"><?php esc_html_e( 'Enabled', 'detour' ); ?></label>
		</div>

		<p class="detour-dialog-actions">
			<button type="button" class="button" data-close><?php esc_html_e( 'Cancel', 'detour' ); ?></button>
			<button type="submit" class="button button-primary"><?php esc_html_e( 'Save', 'detour' ); ?></button>
		</p>
	</form>
</dialog>
