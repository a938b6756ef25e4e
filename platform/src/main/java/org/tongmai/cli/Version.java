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

    @Override
    public String[] getVersion() {
        return new String[] {"tongmai " + number()};
    }
}
