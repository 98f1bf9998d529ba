# Test executables. tools/test.py runs everything that lies in BUILD/unit, and feeds the files of
# test/fuzz/corpus/NAME to BUILD/fuzzers/NAME.
#
# perdure_unit_test(NAME SOURCES file... [LIBS target...])   one cmocka executable
# perdure_fuzz_test(NAME SOURCES file... [LIBS target...])   one LLVMFuzzerTestOneInput target;
#                                 with PERDURE_FUZZ a fuzzer, else a program that runs given files
# perdure_collect_tests()                                    finds the tests by their names

function(perdure_unit_test name)
    cmake_parse_arguments(PARSE_ARGV 1 TEST "" "" "SOURCES;LIBS")
    if(NOT cmocka_FOUND)
        return()
    endif()
    add_executable(${name} ${TEST_SOURCES})
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/unit)
    target_compile_definitions(${name} PRIVATE _GNU_SOURCE)
    target_link_libraries(${name} PRIVATE ${TEST_LIBS} PkgConfig::cmocka)
endfunction()

# All that tools/fuzz.py needs.
add_custom_target(fuzzers)

function(perdure_fuzz_test name)
    cmake_parse_arguments(PARSE_ARGV 1 TEST "" "" "SOURCES;LIBS")
    add_executable(${name} ${TEST_SOURCES})
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzzers)
    target_link_libraries(${name} PRIVATE ${TEST_LIBS})
    add_dependencies(fuzzers ${name})
    if(PERDURE_FUZZ)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/test/fuzz/replay.c)
    endif()
endfunction()

# The layer a test file belongs to: its name up to the first underscore; else, and for the folders
# that use the public interface, the whole library.
function(perdure_test_library file out)
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX REPLACE "_.*" "" layer ${stem})
    if(TARGET pd_${layer} AND NOT file MATCHES "/test/(api|bug)/")
        set(${out} pd_${layer} PARENT_SCOPE)
    elseif(TARGET perdure_static)
        set(${out} perdure_static PARENT_SCOPE)
    else()
        set(${out} "" PARENT_SCOPE)
    endif()
endfunction()

# test/unit/LAYER_*test.c test one layer; test/api and test/bug use the public interface.
# A test that needs more than that is declared in a CMakeLists.txt of its folder.
function(perdure_collect_tests)
    foreach(folder unit api bug fuzz)
        if(EXISTS ${PROJECT_SOURCE_DIR}/test/${folder}/CMakeLists.txt)
            add_subdirectory(${PROJECT_SOURCE_DIR}/test/${folder})
        endif()
    endforeach()
    file(GLOB tests CONFIGURE_DEPENDS
        ${PROJECT_SOURCE_DIR}/test/unit/*_test.c
        ${PROJECT_SOURCE_DIR}/test/api/*.c
        ${PROJECT_SOURCE_DIR}/test/bug/*.c)
    foreach(file IN LISTS tests)
        get_filename_component(name ${file} NAME_WE)
        perdure_test_library(${file} library)
        if(library AND NOT TARGET ${name})
            perdure_unit_test(${name} SOURCES ${file} LIBS ${library})
            if(name MATCHES "^cbor_" AND libcbor_FOUND AND TARGET ${name})
                target_link_libraries(${name} PRIVATE PkgConfig::libcbor)
            endif()
        endif()
    endforeach()
    file(GLOB fuzzers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/test/fuzz/*_fuzz.c)
    foreach(file IN LISTS fuzzers)
        get_filename_component(name ${file} NAME_WE)
        perdure_test_library(${file} library)
        if(library AND NOT TARGET ${name})
            perdure_fuzz_test(${name} SOURCES ${file} LIBS ${library})
        endif()
    endforeach()
endfunction()
