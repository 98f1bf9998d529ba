# How every C file here is compiled: the language, the warnings, the hardening that keeps results
# the same on every machine, and the switches of the presets. All targets get it (pd_options).

option(PERDURE_WERROR "Treat warnings as errors" OFF)
option(PERDURE_TORTURE "Run the whole-structure verifiers" OFF)
option(PERDURE_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
option(PERDURE_ANALYZE "Run gcc -fanalyzer over the pure folders" OFF)
set(PERDURE_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()
# No -DNDEBUG: assertions stay on in what is shipped.
set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "Flags of the release build")
if(CMAKE_C_FLAGS_RELEASE MATCHES "NDEBUG")
    set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "Flags of the release build" FORCE)
endif()
if(CMAKE_C_FLAGS_DEBUG STREQUAL "-g")
    set(CMAKE_C_FLAGS_DEBUG "-Og -g" CACHE STRING "Flags of the debug builds" FORCE)
endif()

find_program(PERDURE_CCACHE ccache)
if(PERDURE_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${PERDURE_CCACHE})
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON) # the shared library is made of the same objects

add_library(pd_options INTERFACE)
target_include_directories(pd_options INTERFACE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_compile_options(pd_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wformat=2 -Wcast-qual -Wwrite-strings -Wimplicit-fallthrough
    -ffp-contract=off -fno-strict-aliasing)
# Intel processors from Skylake to Cascade Lake decode a branch that touches the end of 32 bytes
# anew each time (erratum SKX102), which the assembler can avoid.
include(CheckCCompilerFlag)
check_c_compiler_flag(-Wa,-mbranches-within-32B-boundaries PERDURE_HAS_BRANCH_PADDING)
set(PERDURE_LAYOUT -falign-functions=64 -falign-loops=32
    $<$<BOOL:${PERDURE_HAS_BRANCH_PADDING}>:-Wa,-mbranches-within-32B-boundaries>)
target_compile_options(pd_options INTERFACE "$<$<CONFIG:Release>:${PERDURE_LAYOUT}>")
target_compile_definitions(pd_options INTERFACE PD_TORTURE=$<BOOL:${PERDURE_TORTURE}>)
if(PERDURE_WERROR)
    target_compile_options(pd_options INTERFACE -Werror)
endif()
if(PERDURE_SANITIZE)
    target_compile_options(pd_options INTERFACE -fsanitize=${PERDURE_SANITIZE}
        -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(pd_options INTERFACE -fsanitize=${PERDURE_SANITIZE})
endif()
if(PERDURE_FUZZ)
    target_compile_options(pd_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_libraries(pd_options INTERFACE m)
link_libraries(pd_options) # every target below
