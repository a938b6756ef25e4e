package org.tongmai.print;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts printing together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PrintSettings.class)
class PrintConfiguration {

    @Bean
    Printer printer(PrintSettings settings) {
        return new Printer(settings.font());
    }
}
