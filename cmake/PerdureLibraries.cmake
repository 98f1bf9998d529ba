# The libraries outside this tree, each found once. A layer links what it uses as PkgConfig::NAME.
# PERDURE_LIBRARY_MODULES is what libperdure itself needs: it becomes Requires.private.

find_package(PkgConfig REQUIRED)
set(PERDURE_LIBRARY_MODULES gmp mpfr libcrypto libutf8proc libxxhash sqlite3 libzstd)
foreach(module IN LISTS PERDURE_LIBRARY_MODULES ITEMS libuv libedit)
    pkg_check_modules(${module} QUIET REQUIRED IMPORTED_TARGET ${module})
endforeach()
# It has no pkg-config file.
find_path(UNISTRING_INCLUDE_DIR uniname.h REQUIRED)
find_library(UNISTRING_LIBRARY unistring REQUIRED)
add_library(unistring INTERFACE)
target_include_directories(unistring SYSTEM INTERFACE ${UNISTRING_INCLUDE_DIR})
target_link_libraries(unistring INTERFACE ${UNISTRING_LIBRARY})
# Opened at run time by the host, so only its headers are used here.
pkg_check_modules(libcurl QUIET REQUIRED libcurl)

# A program with the property PERDURE_SELF_CONTAINED gets their archives where there are some: it
# starts in half the time, for the dynamic linker has little to do, and it can be copied anywhere.
function(perdure_archive target library)
    get_filename_component(stem ${library} NAME_WE)
    find_library(${stem}_ARCHIVE NAMES ${stem}.a ${stem}_a.a)
    if(${stem}_ARCHIVE AND NOT PERDURE_SANITIZE)
        add_library(archive_${stem} STATIC IMPORTED)
        set_target_properties(archive_${stem} PROPERTIES
            IMPORTED_LOCATION ${${stem}_ARCHIVE} INTERFACE_LINK_LIBRARIES "${ARGN}")
        set(contained $<BOOL:$<TARGET_PROPERTY:PERDURE_SELF_CONTAINED>>)
        set_property(TARGET ${target} PROPERTY INTERFACE_LINK_LIBRARIES
            $<IF:${contained},archive_${stem},${library}>)
    endif()
endfunction()
foreach(module IN LISTS PERDURE_LIBRARY_MODULES ITEMS libuv)
    list(GET ${module}_LINK_LIBRARIES 0 library)
    set(needs $<$<STREQUAL:${module},mpfr>:archive_libgmp>)
    perdure_archive(PkgConfig::${module} ${library} ${needs})
endforeach()
perdure_archive(unistring ${UNISTRING_LIBRARY})

# Tests only: without them the tests are left out.
foreach(module IN ITEMS cmocka libcbor)
    pkg_check_modules(${module} QUIET IMPORTED_TARGET ${module})
endforeach()
# They may be installed later: configure again after the next change of the installed packages.
if(NOT (cmocka_FOUND AND libcbor_FOUND) AND EXISTS /var/lib/dpkg/status)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS /var/lib/dpkg/status)
endif()
