# libperdure, static and shared, of all layers; its header, pkg-config and CMake files.
# Exists as soon as the api layer does. The command itself is installed by src/cli.

if(TARGET pd_api)
    set(parts)
    set(objects)
    foreach(layer IN LISTS PERDURE_LAYERS)
        if(TARGET pd_${layer})
            list(APPEND parts pd_${layer})
            list(APPEND objects $<TARGET_OBJECTS:pd_${layer}>)
        endif()
    endforeach()

    foreach(kind static shared)
        string(TOUPPER ${kind} KIND)
        add_library(perdure_${kind} ${KIND} ${objects})
        set_target_properties(perdure_${kind} PROPERTIES
            OUTPUT_NAME perdure LINKER_LANGUAGE C)
        target_link_libraries(perdure_${kind} PRIVATE ${parts})
    endforeach()
    set_target_properties(perdure_shared PROPERTIES
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR})
    target_link_options(perdure_shared PRIVATE -Wl,--exclude-libs,ALL)
    if(NOT PERDURE_SANITIZE) # whose run-time library only the program has
        target_link_options(perdure_shared PRIVATE -Wl,--no-undefined)
    endif()

    string(REPLACE ";" " " PERDURE_PC_REQUIRES "${PERDURE_LIBRARY_MODULES}")
    # Relative, so that an installed tree can be moved.
    file(RELATIVE_PATH PERDURE_UP /p/${CMAKE_INSTALL_LIBDIR} /p)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/perdure.pc.in perdure.pc @ONLY)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/perdure-config.cmake.in perdure-config.cmake @ONLY)
    include(CMakePackageConfigHelpers)
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/perdure-config-version.cmake
        COMPATIBILITY SameMinorVersion)

    install(TARGETS perdure_static perdure_shared
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(FILES ${PROJECT_SOURCE_DIR}/include/perdure.h TYPE INCLUDE)
    set(stubs ${CMAKE_INSTALL_DATADIR}/perdure/stubs/perdure)
    install(FILES ${PROJECT_SOURCE_DIR}/src/lib/perdure.pyi DESTINATION ${stubs}
        RENAME __init__.pyi)
    install(FILES ${PROJECT_SOURCE_DIR}/src/lib/perdure/handlers.pyi DESTINATION ${stubs})
    install(FILES ${PROJECT_BINARY_DIR}/perdure.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
    install(FILES ${PROJECT_BINARY_DIR}/perdure-config.cmake
        ${PROJECT_BINARY_DIR}/perdure-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/perdure)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE TYPE DOC)
