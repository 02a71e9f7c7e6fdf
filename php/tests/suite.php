<?php

/**
 * Runs cases of the behaviour suite through the extension's functions.
 *
 *     php -n -d extension=… php/tests/suite.php CASES.json
 *
 * CASES.json is a list of cases. One that is decided names a compiled rule file, and its request is what
 * `Detour\decide()` takes:
 *
 *     {"id": "exact/plain", "file": "/tmp/1.detour", "request": {"url": "/a", "method": "GET", "host": "", "scheme": "http"},
 *      "expect": {"decision": "redirect", "code": 307, "location": "/b"}}
 *
 * One whose rules are refused names the rules, which go through `Detour\validate()`:
 *
 *     {"id": "invalid/code", "rules": [{…}], "expect": {"invalid": "then.redirect.code"}}
 *
 * Every member of `expect` must be in the decision with the same value (of `headers`, each that is named);
 * `"invalid"` is the field of a problem, `"finding"` that of a warning. A
 * case with `"skip": "why"` is counted as skipped. Decisions are compared with those of `Detour\explain()` as well.
 *
 * Prints a line per failure and per skip, and `N passed, N failed, N skipped` at the end. Exit code 0 if nothing
 * failed, 1 otherwise, 64 for wrong usage.
 */

if ($argc !== 2 || !is_file($argv[1])) {
    fwrite(STDERR, "usage: php -d extension=detour.so suite.php CASES.json\n");
    exit(64);
}
if (!extension_loaded('detour')) {
    fwrite(STDERR, "the extension detour is not loaded\n");
    exit(64);
}

/** What is wrong with a case, or null. */
function failure(array $case): ?string
{
    if (isset($case['expect']['invalid'])) {
        return refusal($case['rules'], $case['expect']['invalid']);
    }
    if (isset($case['expect']['finding'])) {
        return finding($case['rules'], $case['expect']['finding']);
    }
    $decision = Detour\decide($case['request'], $case['file']);
    $differences = [];
    foreach ($case['expect'] as $name => $value) {
        if ($name === 'headers') {
            array_push($differences, ...header_differences($value, $decision['headers'] ?? []));
            continue;
        }
        $got = $decision[$name] ?? null;
        if ($got !== $value) {
            $differences[] = "$name is " . json_encode($got, JSON_FLAGS) . ' instead of ' . json_encode($value, JSON_FLAGS);
        }
    }
    $trace = Detour\explain($case['request'], $case['file']);
    if (array_intersect_key($trace, $decision) !== $decision) {
        $differences[] = 'explain() says otherwise: ' . json_encode($trace, JSON_FLAGS);
    }
    return $differences === [] ? null : implode('; ', $differences);
}

/** What is wrong with the headers of a decision. An empty value stands for none of that name. */
function header_differences(array $wanted, array $headers): array
{
    $got = [];
    foreach ($headers as $line) {
        [$name, $value] = explode(': ', $line, 2);
        $got[strtolower($name)] = $value;
    }
    $headers = $got;
    $differences = [];
    foreach ($wanted as $name => $value) {
        $got = $headers[strtolower($name)] ?? '';
        if ($got !== $value) {
            $differences[] = "the header $name is " . json_encode($got, JSON_FLAGS) . ' instead of ' . json_encode($value, JSON_FLAGS);
        }
    }
    return $differences;
}

/** What is wrong with how the examples of sound rules are checked, or null. */
function finding(array $rules, string $field): ?string
{
    $fields = [];
    foreach ($rules as $rule) {
        $result = Detour\validate($rule);
        if (!$result['valid']) {
            return 'refused: ' . json_encode($result['errors'], JSON_FLAGS);
        }
        array_push($fields, ...array_column($result['warnings'], 'field'));
    }
    return in_array($field, $fields, true) ? null : "no warning about $field, but about: " . implode(', ', $fields);
}

/** What is wrong with how rules are refused, or null. */
function refusal(array $rules, string $field): ?string
{
    $fields = [];
    foreach ($rules as $rule) {
        $result = Detour\validate($rule);
        if ($result['valid'] !== ($result['errors'] === [])) {
            return 'validate() contradicts itself: ' . json_encode($result, JSON_FLAGS);
        }
        array_push($fields, ...array_column($result['errors'], 'field'));
    }
    return in_array($field, $fields, true) ? null : "no problem of $field, but of: " . implode(', ', $fields);
}

const JSON_FLAGS = JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE;

$passed = $failed = $skipped = 0;
foreach (json_decode(file_get_contents($argv[1]), true, 64, JSON_THROW_ON_ERROR) as $case) {
    if (isset($case['skip'])) {
        echo "SKIP {$case['id']}: {$case['skip']}\n";
        $skipped++;
        continue;
    }
    try {
        $failure = failure($case);
    } catch (Throwable $error) {
        $failure = get_class($error) . ': ' . $error->getMessage();
    }
    if ($failure === null) {
        $passed++;
    } else {
        echo "FAIL {$case['id']}: $failure\n";
        $failed++;
    }
}
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed === 0 ? 0 : 1);
