<?php
$x = <<<X
shop
