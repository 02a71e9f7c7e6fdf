<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Origins\Report;
use Detour\WordPress\Rules\LiveList;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RestController;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;

final class ValidationTest extends TestCase {
	public function test_without_the_extension_nothing_is_saved_and_the_way_out_is_named(): void {
		$before  = $this->snapshot();
		$request = new WP_REST_Request( 'POST', '/detour/v1/rules' );
		$request->set_header( 'Content-Type', 'application/json' );
		$request->set_body( wp_json_encode( $this->rule( '/a' ) ) );

		$error = ( new RestController( new Repository(), new Validation( null ), new LiveList( new Report( array(), new Repository() ), '__return_empty_array', '__return_empty_array' ) ) )->create_item( $request );

		$this->assertSame( 'detour_extension_missing', $error->get_error_code() );
		$this->assertSame( 503, $error->get_error_data()['status'] );
		$this->assertStringContainsString( 'Nothing was saved', $error->get_error_message() );
		$this->assertStringContainsString( 'extension=detour.so', $error->get_error_message() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_a_failing_extension_is_an_error_in_words(): void {
		$error = ( new Validation( static fn() => throw new \RuntimeException( 'out of luck' ) ) )->check( array() );
		$this->assertSame( 500, $error->get_error_data()['status'] );
		$this->assertStringContainsString( 'out of luck', $error->get_error_message() );
	}

	public function test_the_message_names_field_value_problem_and_fix_of_the_first(): void {
		$problems = array(
			array( 'field' => 'source.value', 'value' => 'a', 'message' => 'The source doesn\'t begin with a slash', 'fix' => 'Write it' ),
			array( 'field' => 'then', 'value' => '', 'message' => 'x', 'fix' => 'y' ),
		);
		$error    = Validation::invalid( $problems );
		$this->assertSame( 'Nothing was saved. source.value is "a": The source doesn\'t begin with a slash. Write it.', $error->get_error_message() );
		$this->assertSame( array( 'status' => 400, 'problems' => $problems ), $error->get_error_data() );
	}

	public function test_a_problem_of_the_whole_rule_has_a_message_too(): void {
		$error = Validation::invalid( array( array( 'field' => '', 'value' => '', 'message' => 'missing field `source`', 'fix' => 'Add the field' ) ) );
		$this->assertSame( 'Nothing was saved. missing field `source`. Add the field.', $error->get_error_message() );
	}

	public function test_the_extension_completes_a_sound_rule(): void {
		$this->need_extension();
		$checked = ( new Validation() )->check( array( 'source' => array( 'value' => '/a' ), 'then' => array( 'redirect' => array( 'to' => '/new' ) ) ) );
		$this->assertEquals( $this->rule( '/a' ), $checked['rule'] );
	}

	public function test_warnings_do_not_keep_a_rule_from_being_saved(): void {
		$this->need_extension();
		$checked = ( new Validation() )->check( $this->rule( 'a', array( 'source' => array( 'kind' => 'regex' ) ) ) );
		$this->assertSame( 'source.value', $checked['warnings'][0]['field'] );
		$this->assertNotSame( '', $checked['warnings'][0]['fix'] );
	}
}
