<?php
/**
 * Imports and exports on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\ImportReport;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\Rules\Validation;

/**
 * `wp detour import|export`
 */
final class ExchangeCommand {
	/**
	 * Entries of each list that are printed.
	 */
	private const SHOWN = 20;

	/**
	 * Takes what the commands work with.
	 *
	 * @param Output    $output    Where they write to.
	 * @param RuleStore $store     Where rules go and come from.
	 * @param Extension $extension Who reads and writes them.
	 */
	public function __construct( private Output $output, private RuleStore $store, private Extension $extension ) {}

	/**
	 * Imports redirects from a file, or from a plugin on this site; all of them or none.
	 *
	 * ## OPTIONS
	 *
	 * [<file>]
	 * : File to read; - reads standard input.
	 *
	 * [--format=<format>]
	 * : Format of the file: csv, json, htaccess, nginx, netlify, cloudflare-pages, cloudflare, redirection-csv, redirection-json, rank-math-csv.
	 *
	 * [--system=<system>]
	 * : Read what this plugin keeps on the site instead, as redirection or rank-math. "list" says which there are.
	 *
	 * [--manner=<manner>]
	 * : Whether redirects of plugins answer as they behaved there, or as they were intended.
	 * ---
	 * default: behaved
	 * options:
	 *   - behaved
	 *   - intended
	 * ---
	 *
	 * [--dry-run]
	 * : Only say what would be imported.
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour import redirects.csv --format=csv --dry-run
	 *     wp detour import --system=list
	 *     wp detour import --system=redirection
	 *
	 * @param string[]              $args    File.
	 * @param array<string, string> $options Options.
	 */
	public function import( array $args, array $options ): void {
		$system = $options['system'] ?? null;
		if ( 'list' === $system ) {
			$this->systems();
			return;
		}
		$revision = $this->store->revision();
		$present  = $this->checked( $this->store->texts() );
		$asked    = array(
			'json'    => true,
			'manner'  => $options['manner'] ?? 'behaved',
			'present' => $present,
		);
		$read     = $this->checked(
			null !== $system
				? $this->extension->read_system( $system, $asked )
				: $this->extension->read( $this->format( $options ), $this->file( $args[0] ?? '' ), $asked + array( 'hosts' => array( (string) wp_parse_url( home_url(), PHP_URL_HOST ) ) ) )
		);
		$report   = ImportReport::of( $read, self::SHOWN );
		$this->tell( $report );
		if ( isset( $options['dry-run'] ) ) {
			/* translators: %d: number of redirects. */
			$this->output->done( sprintf( _n( '%d redirect would be imported. Nothing was changed.', '%d redirects would be imported. Nothing was changed.', $report['counts']['new'], 'detour' ), $report['counts']['new'] ) );
			return;
		}
		$added = $this->checked( $this->store->add( $read, $revision ) );
		/* translators: 1: number of redirects, 2: number of redirects. */
		$this->output->done( sprintf( _n( 'Imported %1$d redirect; %2$d were there already.', 'Imported %1$d redirects; %2$d were there already.', $added['added'], 'detour' ), $added['added'], $added['already_there'] ) );
	}

	/**
	 * Writes all redirects in another format.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : csv and json lose nothing; also htaccess, nginx, netlify, cloudflare-pages, cloudflare, redirection-csv, redirection-json, rank-math-csv.
	 * ---
	 * default: json
	 * ---
	 *
	 * [--dir=<directory>]
	 * : Write files into this directory; needed for formats of more than one.
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour export --format=csv > redirects.csv
	 *     wp detour export --format=nginx --dir=/etc/nginx/redirects
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function export( array $args, array $options ): void {
		$written = $this->checked( $this->extension->write( $options['format'] ?? 'json', $this->checked( $this->store->texts() ), array( (string) wp_parse_url( home_url(), PHP_URL_HOST ) ) ) );
		foreach ( array( 'left_out', 'widened' ) as $list ) {
			foreach ( $written[ $list ] as $problem ) {
				/* translators: 1: number of a redirect, 2: what is wrong. */
				$this->output->warn( sprintf( __( 'Redirect %1$d: %2$s', 'detour' ), $problem['id'], Validation::words( $problem ) ) );
			}
		}
		if ( ! isset( $options['dir'] ) ) {
			if ( count( $written['files'] ) > 1 ) {
				/* translators: %s: names of files. */
				$this->output->fail( sprintf( __( 'This format is written as several files (%s). Name a directory for them: --dir=DIRECTORY.', 'detour' ), implode( ', ', array_keys( $written['files'] ) ) ) );
			}
			$this->output->text( rtrim( reset( $written['files'] ) ) );
			return;
		}
		foreach ( $written['files'] as $name => $text ) {
			$path = trailingslashit( $options['dir'] ) . ( '' === $name ? 'redirects' : $name );
			// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- A file that the person at the command line has named; the failure is told.
			if ( false === @file_put_contents( $path, $text ) ) {
				/* translators: %s: path of a file. */
				$this->output->fail( sprintf( __( 'The file %s can\'t be written. Make its directory, or name one that you may write to.', 'detour' ), $path ) );
			}
			/* translators: %s: path of a file. */
			$this->output->done( sprintf( __( 'Wrote %s.', 'detour' ), $path ) );
		}
	}

	/**
	 * Prints the plugins of which this site has redirects.
	 */
	private function systems(): void {
		$rows = array_map(
			static fn( array $system ): array => array(
				'system' => $system['system'],
				'rules'  => $system['rules'],
				'active' => $system['active'] ? 'yes' : 'no',
			),
			$this->checked( $this->extension->systems() )
		);
		$this->output->items( 'table', $rows, array( 'system', 'rules', 'active' ) );
	}

	/**
	 * Prints what an import comes to.
	 *
	 * @param array $report Report.
	 */
	private function tell( array $report ): void {
		foreach ( array( 'skipped', 'warnings', 'dead', 'differs' ) as $list ) {
			foreach ( $report[ $list ] as $problem ) {
				$place = $problem['line'] ?? $problem['row'] ?? $problem['entry'] ?? $problem['index'] ?? '';
				$this->output->warn( "$list $place: " . Validation::words( $problem ) );
			}
			$more = $report['counts'][ $list ] - count( $report[ $list ] );
			if ( $more > 0 ) {
				/* translators: 1: number, 2: name of a list. */
				$this->output->warn( sprintf( __( '… and %1$d more (%2$s).', 'detour' ), $more, $list ) );
			}
		}
	}

	/**
	 * The format that the options name.
	 *
	 * @param array<string, string> $options Options.
	 */
	private function format( array $options ): string {
		$formats = array_merge( Extension::FORMATS, Extension::SYSTEMS );
		if ( ! in_array( $options['format'] ?? '', $formats, true ) ) {
			/* translators: %s: names of formats. */
			$this->output->fail( sprintf( __( 'Say what the file is: --format= with one of %s. Or name a plugin of this site: --system=.', 'detour' ), implode( ', ', $formats ) ) );
		}
		return $options['format'];
	}

	/**
	 * The text of a file.
	 *
	 * @param string $path Path, or - for standard input.
	 */
	private function file( string $path ): string {
		// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- A file that the person at the command line has named; the failure is told.
		$text = '' === $path ? false : @file_get_contents( '-' === $path ? 'php://stdin' : $path );
		if ( false === $text ) {
			/* translators: %s: path of a file. */
			$this->output->fail( sprintf( __( 'The file "%s" can\'t be read. Name one that is there, or - for standard input.', 'detour' ), $path ) );
		}
		return $text;
	}

	/**
	 * A result that is no error; ends the command if it is one.
	 *
	 * @param array|\WP_Error $result Result.
	 */
	private function checked( $result ): array {
		if ( is_wp_error( $result ) ) {
			$this->output->fail( $result->get_error_message() );
		}
		return $result;
	}
}
