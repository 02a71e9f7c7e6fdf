--TEST--
The stubs declare exactly what the extension offers
--FILE--
<?php
function signatures(): array
{
    $signatures = [];
    foreach (array_merge(...array_values(get_defined_functions())) as $name) {
        if (!str_starts_with($name, 'detour\\')) {
            continue;
        }
        $function = new ReflectionFunction($name);
        $parameters = array_map(
            fn ($parameter) => $parameter->getType() . ' $' . $parameter->getName()
                . ($parameter->isDefaultValueAvailable() ? ' = ' . var_export($parameter->getDefaultValue(), true) : ''),
            $function->getParameters(),
        );
        $signatures[$function->getName()] = '(' . implode(', ', $parameters) . '): ' . $function->getReturnType();
    }
    ksort($signatures);
    return $signatures;
}

if (!extension_loaded('detour')) {
    require __DIR__ . '/../stubs/detour.php';
    echo json_encode(signatures());
    exit;
}

// The same again without the extension (and without any settings), where the stubs can be loaded.
$stubs = json_decode(shell_exec(escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg(__FILE__)), true);
var_dump($stubs === signatures());
if ($stubs !== signatures()) {
    var_dump($stubs, signatures());
}
foreach (signatures() as $name => $signature) {
    echo $name, $signature, "\n";
}
?>
--EXPECT--
bool(true)
Detour\audit(mixed $rules, ?array $options = NULL): array
Detour\decide(array $request, ?string $file = NULL): array
Detour\explain(array $request, ?string $file = NULL): array
Detour\export(string $format, array $rules, ?array $options = NULL): array
Detour\handle(): bool
Detour\import(string $format, string $data, ?array $options = NULL): array
Detour\import_system(string $system, callable $query, string $prefix, ?array $options = NULL): array
Detour\import_systems(callable $query, string $prefix): array
Detour\pending(): ?array
Detour\preview(array $rule, string $site, ?array $settings = NULL): array
Detour\record_not_found(): bool
Detour\resume(array $facts): array
Detour\settled(): array
Detour\status(): array
Detour\try_rules(array $rules, array $request, ?array $settings = NULL, ?array $broken = NULL): array
Detour\validate(array $rule, ?array $settings = NULL): array
Detour\validate_settings(array $settings): array
Detour\verify(array $rules, string $site, callable $ask, ?array $options = NULL): array
