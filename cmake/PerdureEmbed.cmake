# perdure_embed(TARGET FILE SYMBOL)
# adds the bytes of FILE to TARGET as `const unsigned char SYMBOL[]`, aligned to 8, and their
# number as `const size_t SYMBOL_bytes`. Declare both where they are used. FILE may be generated.
function(perdure_embed target file symbol)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
    set(script ${PROJECT_SOURCE_DIR}/tools/embed.py)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    add_custom_command(
        OUTPUT ${source}
        COMMAND /usr/bin/python3 ${script} ${file} ${symbol} ${source}
        DEPENDS ${file} ${script}
        COMMENT "Embedding ${symbol}"
        VERBATIM)
    target_sources(${target} PRIVATE ${source})
endfunction()
