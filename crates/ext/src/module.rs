//! Registration: the callbacks PHP gets from us. Each is a guard round one call.

use ext_php_rs::prelude::*;
use ext_php_rs::zend::ModuleEntry;

use crate::globals::GLOBALS;
use crate::{activation, answer, audit, exchange, functions, info, ini, panic, preview, sapi, systems, trial, verify};

/// Always this, whatever happens: a failure at startup or at request activation makes PHP end the process.
const SUCCESS: i32 = 0;

/// What PHP calls after `dlopen`.
#[php_module]
pub fn get_module(module: ModuleBuilder) -> ModuleBuilder {
    let module = module
        .name("detour")
        .startup_function(startup)
        .shutdown_function(shutdown)
        .request_startup_function(request_startup)
        .request_shutdown_function(request_shutdown)
        .info_function(print_info)
        .globals(&GLOBALS);
    let module = trial::register(systems::register(exchange::register(functions::register(module))));
    verify::register(audit::register(preview::register(module)))
}

unsafe extern "C" fn startup(_kind: i32, module_number: i32) -> i32 {
    panic::install_hook();
    panic::guard("module startup", (), || {
        ini::register(module_number);
        sapi::detect();
        answer::compile_hook::forget();
    });
    SUCCESS
}

unsafe extern "C" fn shutdown(_kind: i32, _module_number: i32) -> i32 {
    panic::guard("module shutdown", (), answer::compile_hook::remove);
    SUCCESS
}

unsafe extern "C" fn request_startup(_kind: i32, _module_number: i32) -> i32 {
    panic::guard("request startup", (), activation::begin);
    SUCCESS
}

unsafe extern "C" fn request_shutdown(_kind: i32, _module_number: i32) -> i32 {
    panic::guard("request shutdown", (), activation::end);
    SUCCESS
}

unsafe extern "C" fn print_info(module: *mut ModuleEntry) {
    panic::guard("phpinfo", (), || info::print(module));
}
