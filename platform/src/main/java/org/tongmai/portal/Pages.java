package org.tongmai.portal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * The pages: built files of the module {@code portal}. Addresses below {@code /m/}, {@code /console/} and {@code /consent/} that name no file
 * answer with that entry's page, which knows them itself.
 */
final class Pages implements WebMvcConfigurer {

    private static final List<String> ENTRIES = List.of("m", "console", "consent");

    /** Names of things may have a dot in them, too. */
    private static final Pattern FILE =
            Pattern.compile("\\.(css|gif|html|ico|js|json|map|png|svg|txt|webmanifest|woff2)$");

    private static final String FILES = "classpath:/META-INF/resources/";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // their names carry a hash of their content
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).immutable());
        for (String entry : ENTRIES) {
            registry.addResourceHandler("/" + entry + "/**")
                    .addResourceLocations(FILES + entry + "/")
                    .setCacheControl(CacheControl.noCache())
                    .resourceChain(true)
                    .addResolver(new EntryPage());
        }
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
        for (String entry : ENTRIES) {
            registry.addRedirectViewController("/" + entry, "/" + entry + "/");
            registry.addViewController("/" + entry + "/").setViewName("forward:/" + entry + "/index.html");
        }
    }

    private static final class EntryPage extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            boolean asksForFile = FILE.matcher(path).find();
            return file != null || asksForFile ? file : super.getResource("index.html", location);
        }
    }
}
