<?php

namespace Detour\WordPress\Tests\Status;

use Detour\WordPress\Status\Installation;
use Detour\WordPress\Tests\TestCase;

final class InstallationTest extends TestCase {
	/** @return array[] Version, kind of PHP, where extensions and settings lie, the command. */
	public function places(): array {
		return array(
			'Debian, FPM'    => array(
				array( '8.2', 'fpm-fcgi', '/usr/lib/php/20220829', '/etc/php/8.2/fpm/conf.d' ),
				'install -m 644 detour.so /usr/lib/php/20220829/detour.so && (test -s /etc/php/8.2/mods-available/detour.ini || echo extension=detour.so > /etc/php/8.2/mods-available/detour.ini) && phpenmod -v 8.2 detour && systemctl restart php8.2-fpm',
			),
			'Debian, Apache' => array(
				array( '8.2', 'apache2handler', '/usr/lib/php/20220829', '/etc/php/8.2/apache2/conf.d' ),
				'install -m 644 detour.so /usr/lib/php/20220829/detour.so && (test -s /etc/php/8.2/mods-available/detour.ini || echo extension=detour.so > /etc/php/8.2/mods-available/detour.ini) && phpenmod -v 8.2 detour && systemctl restart apache2',
			),
			'a container'    => array(
				array( '8.3', 'fpm-fcgi', '/usr/local/lib/php/extensions/x', '/usr/local/etc/php/conf.d' ),
				'install -m 644 detour.so /usr/local/lib/php/extensions/x/detour.so && (test -s /usr/local/etc/php/conf.d/detour.ini || echo extension=detour.so > /usr/local/etc/php/conf.d/detour.ini) && systemctl restart php-fpm',
			),
			'no directory'   => array(
				array( '8.3', 'litespeed', '/opt/ext', '' ),
				'install -m 644 detour.so /opt/ext/detour.so && echo extension=detour.so >> php.ini && echo now restart PHP',
			),
		);
	}

	/** @dataProvider places */
	public function test_the_command_fits_the_place( array $place, string $command ): void {
		$this->assertSame( $command, ( new Installation( ...$place ) )->command() );
	}

	public function test_a_setting_goes_where_this_php_looks_for_it(): void {
		$of = static fn( array $place ): string => ( new Installation( ...$place ) )->setting( 'detour.enabled=1' );
		$this->assertSame( 'echo detour.enabled=1 >> /etc/php/8.2/mods-available/detour.ini && systemctl restart php8.2-fpm', $of( $this->places()['Debian, FPM'][0] ) );
		$this->assertSame( 'echo detour.enabled=1 >> /usr/local/etc/php/conf.d/detour.ini && systemctl restart php-fpm', $of( $this->places()['a container'][0] ) );
		$this->assertSame( 'echo detour.enabled=1 >> php.ini && echo now restart PHP', $of( $this->places()['no directory'][0] ) );
	}
}
