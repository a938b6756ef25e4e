package org.tongmai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs and libraries of others that a test needs. On a build machine, where {@code .ci/run} installs them and sets
 * {@code TONGMAI_TOOLS_REQUIRED}, a test that misses one fails; elsewhere it is skipped.
 */
public final class Tools {

    private static final boolean REQUIRED = System.getenv("TONGMAI_TOOLS_REQUIRED") != null;

    private Tools() {}

    public static void need(Path tool) {
        need(Files.exists(tool), tool + " is not installed");
    }

    public static void need(boolean there, String otherwise) {
        if (REQUIRED) {
            assertThat(there).as(otherwise).isTrue();
        }
        Assumptions.assumeTrue(there, otherwise);
    }
}
