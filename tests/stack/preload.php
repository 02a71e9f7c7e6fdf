<?php
/**
 * Compiled when PHP starts, where the tests ask for opcache.preload.
 */

final class Preloaded {
}
