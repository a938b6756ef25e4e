package org.tongmai.directory.terminology;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A code system: one whose concepts are listed, or one whose codes a grammar makes. */
sealed interface CodeSystem permits ListedSystem, OpenSystem {

    String url();

    @Nullable
    String version();

    /** What it is called. */
    String title();

    /** True where the code is one of the system. */
    boolean contains(String code);

    /** The text of a code in a language, or in the system's own for null; empty where it has none. */
    Optional<String> display(String code, @Nullable String language);
}
