from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0005_search_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='timing',
            field=models.CharField(blank=True, choices=[('on_time', 'dans les délais'), ('grace', 'juste après la clôture'), ('late_link', 'avec un lien hors délai')], editable=False, max_length=9, verbose_name='moment du dépôt'),
        ),
    ]
