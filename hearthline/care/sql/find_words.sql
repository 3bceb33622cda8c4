-- Every word of published articles in a language, for finding what a mistyped one may have meant.
SELECT word
  FROM ts_stat(format(
           'SELECT words FROM care_articletext AS text
              JOIN care_article AS article ON article.id = text.article_id
             WHERE article.is_published AND text.language = %%L', %(language)s::text))
