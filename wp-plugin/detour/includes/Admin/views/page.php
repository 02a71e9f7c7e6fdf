<?php
/**
 * Markup of the screen; assets/admin.js fills it.
 *
 * @package Detour
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="wrap detour" id="detour">
	<h1 class="wp-heading-inline"><?php esc_html_e( 'Detour', 'detour' ); ?></h1>
	<button type="button" class="page-title-action" id="detour-add"><?php esc_html_e( 'Add redirect', 'detour' ); ?></button>
	<hr class="wp-header-end">

	<noscript><div class="notice notice-error inline"><p><?php esc_html_e( 'This screen needs JavaScript. Without it, use the REST routes under detour/v1 or the command "detour".', 'detour' ); ?></p></div></noscript>

	<div id="detour-live" class="notice inline detour-live" data-state="checking">
		<p>
			<span class="dashicons dashicons-update" aria-hidden="true"></span>
			<span class="detour-live-text"><?php esc_html_e( 'Asking this server which rules it answers with …', 'detour' ); ?></span>
		</p>
	</div>

	<div id="detour-notice" class="notice inline" tabindex="-1" hidden></div>

	<form class="search-form wp-clearfix" id="detour-search" role="search">
		<p class="search-box">
			<label class="screen-reader-text" for="detour-search-input"><?php esc_html_e( 'Search in sources and targets', 'detour' ); ?></label>
			<input type="search" id="detour-search-input" placeholder="<?php esc_attr_e( 'Source or target', 'detour' ); ?>">
			<button type="submit" class="button"><?php esc_html_e( 'Search redirects', 'detour' ); ?></button>
		</p>
	</form>

	<div class="tablenav">
		<div class="alignleft actions bulkactions">
			<label class="screen-reader-text" for="detour-bulk-action"><?php esc_html_e( 'Action for the selected redirects', 'detour' ); ?></label>
			<select id="detour-bulk-action">
				<option value=""><?php esc_html_e( 'Bulk actions', 'detour' ); ?></option>
				<option value="enable"><?php esc_html_e( 'Enable', 'detour' ); ?></option>
				<option value="disable"><?php esc_html_e( 'Disable', 'detour' ); ?></option>
				<option value="delete"><?php esc_html_e( 'Delete', 'detour' ); ?></option>
			</select>
			<button type="button" class="button" id="detour-bulk-apply"><?php esc_html_e( 'Apply', 'detour' ); ?></button>
		</div>
		<div class="alignleft actions">
			<label class="screen-reader-text" for="detour-filter-enabled"><?php esc_html_e( 'Filter by state', 'detour' ); ?></label>
			<select id="detour-filter-enabled">
				<option value=""><?php esc_html_e( 'All states', 'detour' ); ?></option>
				<option value="true"><?php esc_html_e( 'Enabled', 'detour' ); ?></option>
				<option value="false"><?php esc_html_e( 'Disabled', 'detour' ); ?></option>
			</select>
		</div>
		<nav class="tablenav-pages" aria-label="<?php esc_attr_e( 'Pages of redirects', 'detour' ); ?>">
			<span class="displaying-num" id="detour-total"></span>
			<span class="pagination-links" id="detour-pages" hidden>
				<button type="button" class="button" data-page="previous"><span class="screen-reader-text"><?php esc_html_e( 'Previous page', 'detour' ); ?></span><span aria-hidden="true">‹</span></button>
				<span class="paging-input tablenav-paging-text" id="detour-page-of"></span>
				<button type="button" class="button" data-page="next"><span class="screen-reader-text"><?php esc_html_e( 'Next page', 'detour' ); ?></span><span aria-hidden="true">›</span></button>
			</span>
		</nav>
		<br class="clear">
	</div>

	<table class="wp-list-table widefat fixed striped detour-rules" aria-busy="true">
		<caption class="screen-reader-text"><?php esc_html_e( 'Redirects, in the order in which they are tried', 'detour' ); ?></caption>
		<thead>
			<tr>
				<td class="manage-column column-cb check-column">
					<label class="screen-reader-text" for="detour-select-all"><?php esc_html_e( 'Select all on this page', 'detour' ); ?></label>
					<input type="checkbox" id="detour-select-all">
				</td>
				<th scope="col" class="column-primary column-source"><?php esc_html_e( 'Source', 'detour' ); ?></th>
				<th scope="col" class="column-kind"><?php esc_html_e( 'Match', 'detour' ); ?></th>
				<th scope="col" class="column-target"><?php esc_html_e( 'Target', 'detour' ); ?></th>
				<th scope="col" class="column-code"><?php esc_html_e( 'Code', 'detour' ); ?></th>
				<th scope="col" class="column-state"><?php esc_html_e( 'State', 'detour' ); ?></th>
			</tr>
		</thead>
		<tbody id="detour-rows">
			<tr class="no-items"><td class="colspanchange" colspan="6"><?php esc_html_e( 'Loading …', 'detour' ); ?></td></tr>
		</tbody>
	</table>

	<?php require __DIR__ . '/settings.php'; ?>

	<?php require __DIR__ . '/rule-form.php'; ?>

	<dialog id="detour-confirm" class="detour-dialog detour-confirm" aria-labelledby="detour-confirm-text">
		<form method="dialog">
			<p id="detour-confirm-text"></p>
			<p class="detour-dialog-actions">
				<button type="submit" class="button" value="cancel"><?php esc_html_e( 'Cancel', 'detour' ); ?></button>
				<button type="submit" class="button button-primary detour-destructive" value="delete"><?php esc_html_e( 'Delete', 'detour' ); ?></button>
			</p>
		</form>
	</dialog>
</div>
