<?php
/**
 * Settings of the site; assets/settings.js fills and saves them.
 *
 * @package Detour
 */

defined( 'ABSPATH' ) || exit;
?>
<details id="detour-settings">
	<summary><?php esc_html_e( 'Settings', 'detour' ); ?></summary>
	<form>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="detour-tracking"><?php esc_html_e( 'Tracking parameters', 'detour' ); ?></label></th>
				<td>
					<textarea id="detour-tracking" class="code" rows="6" cols="40" spellcheck="false" aria-describedby="detour-tracking-help"></textarea>
					<p class="description" id="detour-tracking-help"><?php esc_html_e( 'One name a line; utm_* stands for all that begin so. These parameters never keep a redirect from matching, and are carried over to its target.', 'detour' ); ?></p>
				</td>
			</tr>
			<tr>
				<th scope="row"><label for="detour-country-header"><?php esc_html_e( 'Country header', 'detour' ); ?></label></th>
				<td>
					<input type="text" id="detour-country-header" class="regular-text code" spellcheck="false" aria-describedby="detour-country-header-help">
					<p class="description" id="detour-country-header-help"><?php esc_html_e( 'Request header in which your proxy or CDN sends the visitor\'s country, for redirects that ask for it.', 'detour' ); ?></p>
				</td>
			</tr>
		</table>
		<p><button type="submit" class="button"><?php esc_html_e( 'Save settings', 'detour' ); ?></button></p>
		<div id="detour-settings-notice" class="notice inline" tabindex="-1" hidden><p></p></div>
	</form>
</details>
