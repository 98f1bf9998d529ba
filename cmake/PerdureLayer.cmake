# perdure_layer(NAME SOURCES file... [DEPENDS layer...] [LIBS library...])
# makes the static library pd_NAME of one folder under src/. DEPENDS names layers (base, cbor ...),
# LIBS names outside libraries (PkgConfig::gmp ...). Includes and flags come from pd_options.
function(perdure_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 LAYER "" "" "SOURCES;DEPENDS;LIBS")
    if(LAYER_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "perdure_layer(${name}): unknown words ${LAYER_UNPARSED_ARGUMENTS}")
    endif()
    # A folder whose sources are not all there is left out, loudly, so that the rest can be built.
    foreach(source IN LISTS LAYER_SOURCES)
        if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${source})
            message(WARNING "src/${name}: left out, ${source} is missing")
            set_property(DIRECTORY APPEND PROPERTY
                CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR})
            return()
        endif()
    endforeach()
    add_library(pd_${name} STATIC ${LAYER_SOURCES})
    list(TRANSFORM LAYER_DEPENDS PREPEND pd_)
    target_link_libraries(pd_${name} PUBLIC ${LAYER_DEPENDS} ${LAYER_LIBS})
endfunction()

# perdure_analyze(LAYER...): target `pure` builds these layers; with PERDURE_ANALYZE gcc looks
# along their paths too.
function(perdure_analyze)
    add_custom_target(pure)
    foreach(layer IN LISTS ARGN)
        if(TARGET pd_${layer})
            add_dependencies(pure pd_${layer})
            if(PERDURE_ANALYZE)
                target_compile_options(pd_${layer} PRIVATE -fanalyzer)
            endif()
        endif()
    endforeach()
endfunction()
