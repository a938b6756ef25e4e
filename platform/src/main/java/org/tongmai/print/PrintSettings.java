package org.tongmai.print;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.tongmai.kernel.Problem;

/**
 * Settings of printing, prefix {@code tongmai.print}.
 *
 * @param font a TrueType font for characters that Noto Sans SC lacks, such as those of rare names (GB 18030-2022 level 3); none by
 *     default, and such a character is printed as 〓 with its code point
 */
@ConfigurationProperties("tongmai.print")
public record PrintSettings(@Nullable Path font) {

    /** @throws Problem {@code print.font-missing} */
    public PrintSettings {
        if (font != null && !Files.isReadable(font)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "print.font-missing",
                    "The file that tongmai.print.font names cannot be read.",
                    "Without it rare characters of names would not be printed.",
                    "Name a TrueType font (.ttf) that the node may read, or leave the setting out.");
        }
    }
}
