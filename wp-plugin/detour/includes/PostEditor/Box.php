<?php
/**
 * The box "Redirects" beside a post or page.
 *
 * @package Detour
 */

namespace Detour\WordPress\PostEditor;

use Detour\WordPress\Capability;
use Detour\WordPress\Settings\Options;
use WP_Post;

/**
 * A meta box, which the block editor shows as the classic one does. Its script asks and changes by the REST routes; nothing of it is
 * sent with the post.
 */
final class Box {
	private const HANDLE = 'detour-post-box';

	/**
	 * Directory of the built app.
	 *
	 * @var string
	 */
	private string $build;

	/**
	 * Takes the plugin's main file.
	 *
	 * @param string      $file  Absolute path of detour.php.
	 * @param string|null $build Directory of the built app, for tests. Default build/ beside that file.
	 */
	public function __construct( private string $file, ?string $build = null ) {
		$this->build = $build ?? dirname( $file ) . '/build';
	}

	/**
	 * Adds the box, if there is anything in it for this user and this kind of post.
	 *
	 * @param string $type Type of the post.
	 */
	public function add( $type ): void {
		if ( $this->is_wanted( (string) $type ) ) {
			add_meta_box( 'detour', __( 'Redirects', 'detour' ), array( $this, 'render' ), $type, 'side', 'low' );
		}
	}

	/**
	 * Loads its script.
	 *
	 * @param string $hook Name of the current screen.
	 */
	public function enqueue( $hook ): void {
		if ( ! in_array( $hook, array( 'post.php', 'post-new.php' ), true ) || ! $this->is_wanted( (string) get_current_screen()->post_type ) ) {
			return;
		}
		$asset = require $this->build . '/post-box.asset.php';
		wp_enqueue_script( self::HANDLE, plugins_url( 'build/post-box.js', $this->file ), $asset['dependencies'], $asset['version'], array( 'in_footer' => true ) );
		// What a new redirect begins with, as on Detour's own screen.
		wp_add_inline_script( self::HANDLE, 'window.detour = ' . wp_json_encode( array( 'options' => Options::all() ) ) . ';', 'before' );
	}

	/**
	 * Prints the box.
	 *
	 * @param WP_Post $post Post or page.
	 */
	public function render( $post ): void {
		printf( '<div id="detour-post-box" data-post="%d" data-texts="%s">', absint( $post->ID ), esc_attr( wp_json_encode( self::texts() ) ) );
		printf( '<p data-part="state">%s</p><div data-part="form" hidden>', esc_html__( 'Loading…', 'detour' ) );
		printf(
			'<p><label for="detour-post-target">%s</label><input type="text" class="widefat code" id="detour-post-target" aria-describedby="detour-post-about" spellcheck="false" autocomplete="off"></p>',
			esc_html__( 'Redirect this page to', 'detour' )
		);
		printf( '<p class="description" id="detour-post-about">%s</p>', esc_html__( 'A path of this site as /new-page/, or a whole URL. The redirect is live at once, without saving the post.', 'detour' ) );
		printf( '<p><label for="detour-post-code">%s</label><select class="widefat" style="box-sizing: border-box" id="detour-post-code">', esc_html__( 'Code', 'detour' ) );
		foreach ( self::codes() as $code => $name ) {
			printf( '<option value="%d"%s>%s</option>', absint( $code ), selected( Options::get( 'rule_code' ), $code, false ), esc_html( $name ) );
		}
		printf(
			'</select></p><p><button type="button" class="button" data-part="save">%s</button></p><p><button type="button" class="button" data-part="disable" hidden>%s</button></p>',
			esc_html__( 'Redirect this page', 'detour' ),
			esc_html__( 'Disable the redirect', 'detour' )
		);
		printf( '<div data-part="others" hidden><p><strong>%s</strong></p><ul></ul></div>', esc_html__( 'Other redirects of this address', 'detour' ) );
		printf( '<div data-part="leading"><p><strong>%s</strong></p><ul></ul><p data-part="more"></p></div>', esc_html__( 'Redirects that lead here', 'detour' ) );
		printf( '</div><div data-part="said" role="status"></div><noscript>%s</noscript></div>', esc_html__( 'This box needs JavaScript. Without it, use the command "detour".', 'detour' ) );
	}

	/**
	 * Whether this user may manage redirects, and posts of this type have pages that visitors see.
	 *
	 * @param string $type Type of the post.
	 */
	private function is_wanted( string $type ): bool {
		return current_user_can( Capability::name() ) && 'attachment' !== $type && is_post_type_viewable( $type ) && is_file( $this->build . '/post-box.asset.php' );
	}

	/**
	 * Names of the codes.
	 *
	 * @return array<int, string>
	 */
	private static function codes(): array {
		return array_combine(
			Redirects::CODES,
			array(
				__( '307 – for now', 'detour' ),
				__( '308 – for good', 'detour' ),
				__( '302 – for now, older', 'detour' ),
				__( '301 – for good, older', 'detour' ),
			)
		);
	}

	/**
	 * What the script says.
	 *
	 * @return array<string, string>
	 */
	private static function texts(): array {
		return array(
			'noPath'   => __( 'Publish this first: until then it has no address that visitors could be redirected from or to. (With plain permalinks it has none; use Tools → Detour.)', 'detour' ),
			/* translators: %s: path of the page. */
			'none'     => __( 'Visitors of %s see this page.', 'detour' ),
			/* translators: 1: path of the page, 2: target, 3: code. */
			'away'     => __( 'Visitors of %1$s are redirected to %2$s (%3$s).', 'detour' ),
			/* translators: 1: path of the page, 2: target. */
			'disabled' => __( 'Visitors of %1$s see this page: the redirect to %2$s is disabled.', 'detour' ),
			'saved'    => __( 'The redirect was saved.', 'detour' ),
			'stopped'  => __( 'The redirect was disabled.', 'detour' ),
			'noTarget' => __( 'Nothing was saved: say where the page should lead.', 'detour' ),
			'nobody'   => __( 'None.', 'detour' ),
			/* translators: %s: a number. */
			'more'     => __( 'In all %s.', 'detour' ),
			/* translators: %s: source of a redirect. */
			'edit'     => __( 'Edit the redirect of %s', 'detour' ),
			'isOff'    => __( 'disabled', 'detour' ),
			'failed'   => __( 'The redirects of this page can\'t be shown:', 'detour' ),
		);
	}
}
