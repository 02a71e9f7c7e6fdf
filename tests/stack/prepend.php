<?php
/**
 * Runs before every page, where the tests ask for auto_prepend_file.
 */

header( 'X-Prepended: ran' );
