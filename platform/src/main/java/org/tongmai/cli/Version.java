package org.tongmai.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which build this is. */
final class Version implements IVersionProvider {

    private final Properties build = new Properties();

    Version() {
        try (InputStream in = Version.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The version; {@code development} where the classes were not packaged. */
    String number() {
        return build.getProperty("build.version", "development");
    }

    /** Commit from which it was built, with {@code -dirty} where files were changed since; {@code unknown} without git. */
    String commit() {
        return build.getProperty("build.commit", "unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"tongmai " + number() + " (commit " + commit() + ")"};
    }
}
